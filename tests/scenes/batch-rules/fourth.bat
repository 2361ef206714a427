@echo this line ends them all: & )
