#include "invariants.hpp"
#include "journal_script.hpp"
#include "recovery_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast::fuzz;
  const std::string_view text = text_of(data, size);
  // The bytes as a disk may return them, and what a script of them leaves behind.
  check_frames(text);
  check_lines(text);
  check_recovery({std::string(text), 0, std::string(text)});
  const Remains remains = play(text);
  check_frames(remains.journal);
  check_lines(remains.log);
  check_recovery(remains);
  return 0;
}
