"""Gongwei 公卫: the open system that primary public health in China works with."""
