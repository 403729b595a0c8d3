#include "wire/error_text.hpp"

#include <fmt/format.h>

#include "wire/json_scalar.hpp"

namespace jurymast::wire {
namespace {

void append_member(std::string_view name, std::string_view value, std::string& out) {
  out += '"';
  out += name;
  out += "\":";
  append_json_string(value, out);
}

void append_param(std::string_view param, std::string& out) {
  if (!param.empty()) return append_member("param", param, out);
  out += "\"param\":null";
}

/// The object that stands as the value of `error`.
void append_error_object(const OwnError& error, std::string& out) {
  out += '{';
  append_member("message", error.message, out);
  out += ',';
  append_member("type", error.type, out);
  out += ',';
  append_param(error.param, out);
  out += ',';
  append_member("code", error.code, out);
  if (error.retry_after_s) out += fmt::format(",\"retry_after_s\":{}", *error.retry_after_s);
  out += '}';
}

}  // namespace

std::string error_envelope(const OwnError& error) {
  std::string out = "{\"error\":";
  append_error_object(error, out);
  out += '}';
  return out;
}

std::string error_event(Family family, const OwnError& error, std::uint64_t sequence_number) {
  if (family == Family::ChatCompletions) return "data: " + error_envelope(error) + "\n\n";
  std::string out = fmt::format("event: error\ndata: {{\"type\":\"error\",\"sequence_number\":{},", sequence_number);
  append_member("code", error.code, out);
  out += ',';
  append_member("message", error.message, out);
  out += ',';
  append_param(error.param, out);
  out += ",\"error\":";
  append_error_object(error, out);
  out += "}\n\n";
  return out;
}

}  // namespace jurymast::wire
