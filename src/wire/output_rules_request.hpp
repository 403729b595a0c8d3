#pragma once
#include <optional>

#include "base/family.hpp"
#include "wire/schema_check.hpp"

namespace jurymast::wire {

/// The schema that a request asks its answer to meet.
struct RequestSchema {
  std::optional<SchemaCheck> check;  ///< nothing if the request asks for none, or for one that cannot be checked
  bool undecided = false;            ///< it asks for one outside the subset, or kRequestSchemaBounds
};

/// Reads chat's `response_format` or the Responses' `text.format`: the schema of type json_schema, any object for json_object,
/// nothing for the rest. A schema that cannot be compiled, or costs too much to, is no fault of the caller's: the provider may know more than we do.
RequestSchema schema_of_request(Family family, PaddedText body, JsonScratch& scratch);

}  // namespace jurymast::wire
