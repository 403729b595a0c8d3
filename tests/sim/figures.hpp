#pragma once

namespace jurymast::sim {

/// Prints what each named outage costs with each protection, with one target and with two. Returns the program's exit code.
int print_figures(unsigned calls_per_second);

}  // namespace jurymast::sim
