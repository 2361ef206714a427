/* A DLL with one function and nothing to do when it comes and goes: what loading one costs by itself. */
__declspec(dllexport) int small_number(void)
{
    return 42;
}
