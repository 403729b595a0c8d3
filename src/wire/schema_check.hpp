#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "wire/json_text.hpp"

namespace jurymast::wire {

struct SchemaProgram;

/// Bounds of every schema, an operator's or a caller's.
inline constexpr std::size_t kSchemaDepthMax = 24;         ///< schemas inside schemas
inline constexpr std::size_t kSchemaPropertiesMax = 5000;  ///< in all
inline constexpr std::size_t kSchemaEnumValuesMax = 1000;  ///< in all
inline constexpr std::size_t kSchemaChainMax = 16;         ///< `$ref` and `anyOf` that follow each other at one value
inline constexpr std::size_t kSchemaExponentMax = 1000;    ///< of the numbers in it, as a power of ten

/// What one schema may cost, to compile and to hold a text against.
struct SchemaBounds {
  std::size_t bytes;
  std::size_t nodes;                 ///< schemas in all
  std::size_t patterns;              ///< in all; each has TextPattern's own bounds
  std::size_t pattern_reading;       ///< of all patterns: TextPattern::reading_cost
  std::size_t pattern_states;        ///< of all patterns: TextPattern::states
  std::size_t pattern_memory_bytes;  ///< of each pattern
  std::size_t steps;                 ///< of one check: looks at a value, or at kSchemaBytesPerStep bytes of text
};

/// Of what an operator writes: it is compiled once, when the configuration is read.
inline constexpr SchemaBounds kOperatorSchemaBounds{.bytes = 256 * 1024,
                                                    .nodes = 8192,
                                                    .patterns = 64,
                                                    .pattern_reading = 8 * 1024 * 1024,
                                                    .pattern_states = 8 * 1024 * 1024,
                                                    .pattern_memory_bytes = 1024 * 1024,
                                                    .steps = 1'000'000};
/// Of what a caller sends: it is compiled for each request, on the loop that serves the others, so it may take a few milliseconds.
inline constexpr SchemaBounds kRequestSchemaBounds{.bytes = 64 * 1024,
                                                   .nodes = 2048,
                                                   .patterns = 16,
                                                   .pattern_reading = 2048,
                                                   .pattern_states = 8192,
                                                   .pattern_memory_bytes = 128 * 1024,
                                                   .steps = 100'000};

inline constexpr std::size_t kSchemaBytesPerStep = 64;
inline constexpr std::size_t kSchemaInstanceValuesMax = 256 * 1024;

enum class SchemaVerdict : unsigned char { Valid, Invalid, Undecided };
inline constexpr std::array<std::string_view, 3> kSchemaVerdictNames{"valid", "invalid", "undecided"};
constexpr std::string_view name_of(SchemaVerdict v) { return kSchemaVerdictNames[static_cast<std::size_t>(v)]; }

/// Which kind of keyword a text broke. NotJson is a text that is not strictly JSON, or names a member of an object twice.
enum class SchemaFault : unsigned char {
  None,
  NotJson,
  Type,
  Required,
  AdditionalProperties,
  Enum,
  Const,
  AnyOf,
  Range,  ///< minimum, maximum and their exclusive forms
  MultipleOf,
  Length,  ///< minLength, maxLength
  Pattern,
  ItemCount  ///< minItems, maxItems
};
inline constexpr std::array<std::string_view, 13> kSchemaFaultNames{
    "none",        "not_json", "type",    "required",  "additional_properties", "enum", "const", "any_of", "range",
    "multiple_of", "length",   "pattern", "item_count"};
constexpr std::string_view name_of(SchemaFault v) { return kSchemaFaultNames[static_cast<std::size_t>(v)]; }

/// What a check found; never a value or a name out of the text.
struct SchemaFinding {
  SchemaVerdict verdict = SchemaVerdict::Valid;
  SchemaFault fault = SchemaFault::None;  ///< of an Invalid one: the first that was met
  friend bool operator==(const SchemaFinding&, const SchemaFinding&) = default;
};

/// A JSON Schema compiled once, immutable and shared by its copies and by threads. It knows what structured outputs use: type,
/// properties, required, additionalProperties, items, enum, const, anyOf, `$ref` to a schema of the same document (recursion
/// too), `$defs`, definitions, the bounds of numbers, strings and arrays, and pattern (RE2's). `format` is accepted and none of
/// its values is checked. title, description, default, examples, `$schema` and `$id` are ignored; any other keyword is an
/// error, because passing over it would call an answer valid that is not.
/// Numbers compare exactly, whatever their size: 1, 1.0 and 1e0 are equal, and 1.0 is an integer.
class SchemaCheck {
 public:
  /// The message of a failure names the place by JSON pointer, what is wrong there and what to do.
  static Result<SchemaCheck> compile(std::string_view schema_json, const SchemaBounds& bounds = kOperatorSchemaBounds);
  /// The schema that any JSON object meets.
  static SchemaCheck any_object();

  /// Checks one whole text. Undecided where the steps of its bounds, kSchemaInstanceValuesMax or limits::kJsonDepthMax is reached first.
  SchemaFinding check(PaddedText json, JsonScratch& scratch) const;

 private:
  explicit SchemaCheck(std::shared_ptr<const SchemaProgram> program);
  std::shared_ptr<const SchemaProgram> program_;
};

}  // namespace jurymast::wire
