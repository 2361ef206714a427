/* The sparse matrix of a program that has 2 GB in every layout. */
#include "sparse.h"
