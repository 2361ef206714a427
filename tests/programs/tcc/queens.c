/* In how many ways do n queens stand on a board of n by n, none of them attacked? With a string, a float,
 * memory and a struct beside, so that the compiler has something of each to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct board {
    int size, solutions;
    unsigned columns, up, down;
};

static void place(struct board *board, int row)
{
    if (row == board->size) {
        board->solutions++;
        return;
    }
    for (int column = 0; column < board->size; column++) {
        unsigned up = 1u << (row + column), down = 1u << (row - column + board->size), bit = 1u << column;
        if ((board->columns & bit) || (board->up & up) || (board->down & down))
            continue;
        board->columns ^= bit, board->up ^= up, board->down ^= down;
        place(board, row + 1);
        board->columns ^= bit, board->up ^= up, board->down ^= down;
    }
}

int main(int argc, char **argv)
{
    struct board *board = calloc(1, sizeof *board);
    char text[40];
    board->size = argc > 1 ? atoi(argv[1]) : 6;
    place(board, 0);
    snprintf(text, sizeof text, "%d queens", board->size);
    printf("%s (%d letters): %d ways, %.3f a queen, %lld\n", text, (int)strlen(text), board->solutions,
           (double)board->solutions / board->size, 1234567890123ll * board->size);
    free(board);
    return 0;
}
