#include "agreement.hpp"
#include "invariants.hpp"
#include "read_by_beast.hpp"
#include "read_strictly.hpp"

namespace jurymast::fuzz {
namespace {

/// Beast knows no empty line before the request line, which RFC 9112 2.2 has servers ignore.
std::size_t leading_empty_line(std::string_view text) { return text.starts_with("\r\n") ? 2 : 0; }

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast::fuzz;
  const std::string_view text = text_of(data, size);
  const std::size_t begin = leading_empty_line(text);
  const HttpMessage whole = read_request_strictly(text, {size});
  for (const Cuts& cuts : all_cuts(text)) {
    const HttpMessage ours = read_request_strictly(text, cuts);
    expect_same_in_pieces(whole, ours);
    expect_agreement({text, ours, read_by_beast<true>(text, cuts, begin)});
  }
  return 0;
}
