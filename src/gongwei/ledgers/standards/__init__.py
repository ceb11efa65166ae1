"""卫生城市 健康城市: lists of standards as files, the yearly self-assessment with its proof, gaps and deadlines."""
