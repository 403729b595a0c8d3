#pragma once
#include <optional>
#include <string>

#include "base/time.hpp"
#include "wire/json_text.hpp"

namespace jurymast::wire {

/// What an error object says, in whichever of the known shapes it came (object, string, array wrapper, nested, bare message).
/// The texts are cut at 64 characters and never leave the process but through an allow-list.
struct ErrorFacts {
  bool present = false;  ///< a truthy error was found
  std::string code;      ///< lower case, empty where there is none; a numeric code as its digits
  std::string type;      ///< lower case
  std::string param;
  std::optional<int> numeric_code;         ///< an HTTP-like code inside the object
  std::optional<Duration> retry_after;     ///< a documented hint inside the body
};

/// Reads the error of a JSON body; `parsed` false means the body is no JSON at all.
struct ErrorBody {
  bool parsed = false;
  ErrorFacts facts;
  TextSpan error_object;  ///< the value of `error` where it is an object, for passing it on as it is
};
ErrorBody read_error_body(PaddedText body, JsonScratch& scratch);

}  // namespace jurymast::wire
