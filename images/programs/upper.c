/* What lies above a program that has 2 GB in every layout. */
#include "upper.h"
