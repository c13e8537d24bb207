"""导入 importing — taking over what people said elsewhere, before."""
