#pragma once

namespace jurymast::app {

/// Makes the process safe to hold keys and prompts in memory: no core file, no ptrace by others, no death by a closed pipe or a file size
/// limit; and lets it open as many files as the system allows.
void harden_process();

}  // namespace jurymast::app
