#include "agreement.hpp"
#include "invariants.hpp"
#include "read_by_beast.hpp"
#include "read_strictly.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast::fuzz;
  const std::string_view text = text_of(data, size);
  const HttpMessage whole = read_response_strictly(text, {size});
  for (const Cuts& cuts : all_cuts(text)) {
    const HttpMessage ours = read_response_strictly(text, cuts);
    expect_same_in_pieces(whole, ours);
    expect_agreement({text, ours, read_by_beast<false>(text, cuts)});
  }
  return 0;
}
