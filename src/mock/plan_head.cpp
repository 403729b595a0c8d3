#include "mock/plan_head.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "wire/head_writer.hpp"
#include "wire/header_fields.hpp"

namespace jurymast::mock {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

void set_field(Fields& fields, std::string name, std::string value) {
  const auto same = [&](const auto& field) { return wire::same_header_name(field.first, name); };
  fields.erase(std::remove_if(fields.begin(), fields.end(), same), fields.end());
  fields.emplace_back(std::move(name), std::move(value));
}

void add_fault_fields(const Fault& fault, Fields& fields) {
  if (fault.content_type) set_field(fields, "content-type", *fault.content_type);
  if (fault.encoding) set_field(fields, "content-encoding", *fault.encoding);
  if (fault.retry_after) set_field(fields, "retry-after", *fault.retry_after);
  if (fault.retry_after_ms) set_field(fields, "retry-after-ms", *fault.retry_after_ms);
  if (fault.head_bytes)
    set_field(fields, "x-mock-filler", std::string(static_cast<std::size_t>(*fault.head_bytes), 'x'));
  for (const std::string& line : fault.header) {
    const std::size_t colon = std::min(line.find(':'), line.size());
    set_field(fields, line.substr(0, colon),
              std::string(trimmed(std::string_view(line).substr(std::min(colon + 1, line.size())))));
  }
}

}  // namespace

std::string render_head(const Answer& answer, const Fault& fault, const LayOutContext& context,
                        const HeadFacts& facts) {
  const std::string name = AnswerIdentity{context.tag, context.attempt, 0}.name();
  Fields fields{
      {"content-type", answer.content_type},
      {"x-request-id", "req_" + name},
      {"openai-processing-ms", std::to_string(to_ms(fault.delay.value_or(Duration(0)) + answer.first_content))},
      {"openai-version", "2020-10-01"},
      {"x-ratelimit-limit-requests", "10000"},
      {"x-ratelimit-remaining-requests", "9999"},
      {"x-ratelimit-reset-requests", "6ms"},
      {"x-ratelimit-limit-tokens", "1000000"},
      {"x-ratelimit-remaining-tokens", "999000"},
      {"x-ratelimit-reset-tokens", "60ms"}};
  for (const auto& [key, value] : answer.headers) set_field(fields, key, value);
  add_fault_fields(fault, fields);
  wire::HeadWriter head = wire::HeadWriter::response(answer.status);
  for (const auto& [key, value] : fields) head.field(key, value);
  if (facts.framing == Framing::Chunked) head.field("transfer-encoding", "chunked");
  if (facts.framing == Framing::Length && !is_bodiless(answer.status)) head.field("content-length", facts.body_bytes);
  if (facts.closes) head.field("connection", "close");
  return std::move(head).finish();
}

}  // namespace jurymast::mock
