"""存档文件: photos and papers kept as proof, by their content."""
