#include "wire/output_rules_request.hpp"

#include <utility>

#include "wire/json_cursor.hpp"

namespace jurymast::wire {
namespace {

struct AskedFormat {
  enum class Type : unsigned char { Other, JsonObject, JsonSchema };
  Type type = Type::Other;
  TextSpan schema;
};

AskedFormat::Type type_named(std::string_view name) {
  if (name == "json_schema") return AskedFormat::Type::JsonSchema;
  return name == "json_object" ? AskedFormat::Type::JsonObject : AskedFormat::Type::Other;
}

/// Chat wraps the schema with its name in an object of their own, the Responses family has both beside the type.
AskedFormat read_format(Family family, JsonCursor& cursor) {
  AskedFormat format;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "type") {
      format.type = type_named(cursor.take_string().value_or(""));
    } else if (members.key() == "schema" && family == Family::Responses) {
      format.schema = cursor.take_span();
    } else if (members.key() == "json_schema" && family == Family::ChatCompletions) {
      for (JsonMembers wrapped(cursor); wrapped.next();) {
        if (wrapped.key() == "schema") format.schema = cursor.take_span();
      }
    }
  }
  return format;
}

AskedFormat read_request_format(Family family, JsonCursor& cursor) {
  AskedFormat format;
  for (JsonMembers members(cursor); members.next();) {
    if (family == Family::ChatCompletions) {
      if (members.key() == "response_format") format = read_format(family, cursor);
      continue;
    }
    if (members.key() != "text") continue;
    for (JsonMembers text(cursor); text.next();) {
      if (text.key() == "format") format = read_format(family, cursor);
    }
  }
  return format;
}

}  // namespace

RequestSchema schema_of_request(Family family, PaddedText body, JsonScratch& scratch) {
  JsonCursor cursor(body, scratch, LoneSurrogates::Tolerated);
  const AskedFormat format = read_request_format(family, cursor);
  if (!cursor.finish()) return {.check = {}, .undecided = true};
  if (format.type == AskedFormat::Type::JsonObject) return {.check = SchemaCheck::any_object(), .undecided = false};
  if (format.type == AskedFormat::Type::Other || !format.schema.present()) return {};
  Result<SchemaCheck> check =
      SchemaCheck::compile(body.text.substr(format.schema.offset, format.schema.size), kRequestSchemaBounds);
  if (!check) return {.check = {}, .undecided = true};
  return {.check = *std::move(check), .undecided = false};
}

}  // namespace jurymast::wire
