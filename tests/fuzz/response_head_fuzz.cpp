#include <memory>

#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/http_head.hpp"

namespace jurymast::fuzz {
namespace {

using wire::BodyFraming;
using wire::HeaderField;
using wire::ParseState;
using wire::ResponseHead;
using wire::ResponseHeadReader;

struct Outcome {
  ParseState state = ParseState::NeedMore;
  std::string_view reason;
  ResponseHead head;
};

void read_at_once(std::string_view text, Outcome& outcome) {
  ResponseHeadReader reader;
  outcome.state = reader.read(text, outcome.head);
  outcome.reason = reader.rejection().reason;
}

void read_by_byte(std::string_view text, Outcome& outcome) {
  ResponseHeadReader reader;
  for (std::size_t size = 0; size <= text.size() && outcome.state == ParseState::NeedMore; ++size) {
    outcome.state = reader.read(text.substr(0, size), outcome.head);
  }
  outcome.reason = reader.rejection().reason;
}

void check_head(const ResponseHead& head, std::string_view text) {
  JURYMAST_ASSERT(head.head_bytes >= 4 && head.head_bytes <= text.size());
  JURYMAST_ASSERT(text.substr(head.head_bytes - 4, 4) == "\r\n\r\n");
  JURYMAST_ASSERT(head.status >= 200 && head.status <= 599);
  JURYMAST_ASSERT(harmless(head.fields));
  for (const HeaderField& field : head.fields) JURYMAST_ASSERT(inside(field.name, text) && inside(field.value, text));
  const bool length = head.fields.find("content-length") != nullptr;
  const bool chunked = head.fields.find("transfer-encoding") != nullptr;
  const bool bodiless = head.status == 204 || head.status == 304;
  JURYMAST_ASSERT(!(length && chunked));
  JURYMAST_ASSERT((head.framing == BodyFraming::None) == bodiless);
  JURYMAST_ASSERT(bodiless || (head.framing == BodyFraming::Length) == length);
  JURYMAST_ASSERT(bodiless || (head.framing == BodyFraming::Chunked) == chunked);
  JURYMAST_ASSERT(head.framing != BodyFraming::UntilClose || !head.keep_alive);
}

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  const std::string_view text = fuzz::text_of(data, size);
  const auto once = std::make_unique<fuzz::Outcome>();
  const auto dripped = std::make_unique<fuzz::Outcome>();
  fuzz::read_at_once(text, *once);
  fuzz::read_by_byte(text, *dripped);
  JURYMAST_ASSERT(once->state == dripped->state && once->reason == dripped->reason);
  JURYMAST_ASSERT((once->state == wire::ParseState::Rejected) == !once->reason.empty());
  JURYMAST_ASSERT(once->state != wire::ParseState::NeedMore || size < limits::kHeadBytesMax);
  if (once->state != wire::ParseState::Done) return 0;
  JURYMAST_ASSERT(once->head.head_bytes == dripped->head.head_bytes && once->head.status == dripped->head.status);
  JURYMAST_ASSERT(fuzz::same_fields(once->head.fields, dripped->head.fields));
  fuzz::check_head(once->head, text);
  return 0;
}
