#include <memory>
#include <string>

#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/head_writer.hpp"
#include "wire/http_head.hpp"

namespace jurymast::fuzz {
namespace {

using wire::BodyFraming;
using wire::HeaderField;
using wire::ParseState;
using wire::RequestHead;
using wire::RequestHeadReader;

struct Outcome {
  ParseState state = ParseState::NeedMore;
  int status = 0;
  std::string_view reason;
  RequestHead head;
};

void read_at_once(std::string_view text, Outcome& outcome) {
  RequestHeadReader reader;
  outcome.state = reader.read(text, outcome.head);
  outcome.status = reader.rejection().status;
  outcome.reason = reader.rejection().reason;
}

void read_by_byte(std::string_view text, Outcome& outcome) {
  RequestHeadReader reader;
  for (std::size_t size = 0; size <= text.size() && outcome.state == ParseState::NeedMore; ++size) {
    outcome.state = reader.read(text.substr(0, size), outcome.head);
  }
  outcome.status = reader.rejection().status;
  outcome.reason = reader.rejection().reason;
}

void check_head(const RequestHead& head, std::string_view text) {
  JURYMAST_ASSERT(head.head_bytes >= 4 && head.head_bytes <= text.size());
  JURYMAST_ASSERT(text.substr(head.head_bytes - 4, 4) == "\r\n\r\n");
  JURYMAST_ASSERT(text.find("\r\n\r\n") + 4 == head.head_bytes);
  JURYMAST_ASSERT(inside(head.method, text) && inside(head.target, text) && head.target.starts_with('/'));
  JURYMAST_ASSERT(harmless(head.fields));
  for (const HeaderField& field : head.fields) JURYMAST_ASSERT(inside(field.name, text) && inside(field.value, text));
  const bool length = head.fields.find("content-length") != nullptr;
  const bool chunked = head.fields.find("transfer-encoding") != nullptr;
  JURYMAST_ASSERT(!(length && chunked) && head.fields.find("host") != nullptr);
  JURYMAST_ASSERT((head.framing == BodyFraming::Length) == length);
  JURYMAST_ASSERT((head.framing == BodyFraming::Chunked) == chunked);
}

/// A head written from what was read means the same when it is read again.
void check_rewritten(const RequestHead& head) {
  auto writer = wire::HeadWriter::request(head.method, head.target);
  for (const HeaderField& field : head.fields) writer.field(field.name, field.value);
  const std::string text = std::move(writer).finish();
  const auto again = std::make_unique<Outcome>();
  read_at_once(text, *again);
  if (text.size() > limits::kHeadBytesMax || again->status == 431)
    return;  // `: ` may be longer than what it stands for
  JURYMAST_ASSERT(again->state == ParseState::Done && again->head.head_bytes == text.size());
  JURYMAST_ASSERT(again->head.method == head.method && again->head.target == head.target);
  JURYMAST_ASSERT(again->head.framing == head.framing && again->head.content_length == head.content_length);
  JURYMAST_ASSERT(same_fields(again->head.fields, head.fields));
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
  JURYMAST_ASSERT(once->state == dripped->state && once->status == dripped->status && once->reason == dripped->reason);
  JURYMAST_ASSERT((once->state == wire::ParseState::Rejected) == !once->reason.empty());
  JURYMAST_ASSERT(once->state != wire::ParseState::NeedMore || size < limits::kHeadBytesMax);
  if (once->state != wire::ParseState::Done) return 0;
  JURYMAST_ASSERT(once->head.head_bytes == dripped->head.head_bytes);
  JURYMAST_ASSERT(fuzz::same_fields(once->head.fields, dripped->head.fields));
  fuzz::check_head(once->head, text);
  fuzz::check_rewritten(once->head);
  return 0;
}
