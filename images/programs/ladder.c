/* The ladder of a program that has 2 GB in every layout. */
#include "ladder.h"
