#include "wire/stream_assembler_choice.hpp"

namespace jurymast::wire {
namespace {

/// A string that comes whole, and may come again: the last that is not empty stays.
void replace_if_filled(std::string& held, const std::string& later) {
  if (!later.empty()) held = later;
}

void append_raw(std::string_view raw, std::string& out) {
  out += '"';
  out += raw;
  out += '"';
}

void append_raw_or_null(bool present, std::string_view raw, std::string& out) {
  if (!present) {
    out += "null";
  } else {
    append_raw(raw, out);
  }
}

}  // namespace

void AssembledCall::add(const AssembledCall& later) {
  replace_if_filled(name, later.name);
  if (!later.input) return;
  if (!input) input.emplace();
  *input += *later.input;
}

void AssembledCall::append_to(std::string& out, std::string_view input_key) const {
  out += "{\"name\":";
  append_raw(name, out);
  if (input) {
    out += ",\"";
    out += input_key;
    out += "\":";
    append_raw(*input, out);
  }
  out += '}';
}

void AssembledToolCall::add(const AssembledToolCall& later) {
  replace_if_filled(id, later.id);
  replace_if_filled(type, later.type);
  custom = custom || later.custom;
  call.add(later.call);
}

void AssembledToolCall::append_to(std::string& out) const {
  out += "{\"id\":";
  append_raw(id, out);
  out += ",\"type\":";
  append_raw(type.empty() ? (custom ? "custom" : "function") : std::string_view(type), out);
  out += custom ? ",\"custom\":" : ",\"function\":";
  call.append_to(out, custom ? "input" : "arguments");
  out += '}';
}

void AssembledChoice::add(const AssembledChoice& later) {
  replace_if_filled(role, later.role);
  replace_if_filled(finish_reason, later.finish_reason);
  has_content = has_content || later.has_content;
  has_refusal = has_refusal || later.has_refusal;
  text.raw_text += later.text.raw_text;
  text.raw_refusal += later.text.raw_refusal;
  for (const AssembledToolCall& call : later.tool_calls) add_by_index(tool_calls, call);
  if (later.function_call && !function_call) function_call.emplace();
  if (later.function_call) function_call->add(*later.function_call);
  message_members.add(later.message_members);
  members.add(later.members);
}

void AssembledChoice::append_message(std::string& out) const {
  out += "{\"role\":";
  append_raw(role.empty() ? "assistant" : std::string_view(role), out);
  out += ",\"content\":";
  append_raw_or_null(has_content, text.raw_text, out);
  out += ",\"refusal\":";
  append_raw_or_null(has_refusal, text.raw_refusal, out);
  if (!tool_calls.empty()) {
    char separator = '[';
    out += ",\"tool_calls\":";
    for (const AssembledToolCall& call : tool_calls) {
      out += separator;
      call.append_to(out);
      separator = ',';
    }
    out += ']';
  }
  if (function_call) {
    out += ",\"function_call\":";
    function_call->append_to(out, "arguments");
  }
  message_members.append_to(out);
  out += '}';
}

void AssembledChoice::append_to(std::string& out) const {
  out += "{\"index\":";
  out += std::to_string(index);
  out += ",\"message\":";
  append_message(out);
  out += ",\"finish_reason\":";
  append_raw_or_null(!finish_reason.empty(), finish_reason, out);
  members.append_to(out);
  out += '}';
}

std::size_t AssembledChoice::held_bytes() const {
  const auto bytes_of = [](const AssembledCall& call) { return call.name.size() + (call.input ? call.input->size() : 0); };
  std::size_t bytes = sizeof(*this) + role.size() + finish_reason.size() + text.raw_text.size() + text.raw_refusal.size();
  for (const AssembledToolCall& call : tool_calls) bytes += sizeof(call) + call.id.size() + call.type.size() + bytes_of(call.call);
  if (function_call) bytes += bytes_of(*function_call);
  return bytes + message_members.held_bytes() + members.held_bytes();
}

}  // namespace jurymast::wire
