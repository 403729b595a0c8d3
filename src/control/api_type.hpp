#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace jurymast::control {

struct ApiMember;

/// What a value is that the admin API takes or gives.
struct ApiType {
  enum class Form : unsigned char {
    Text,
    Time,    ///< RFC 3339 in UTC with microseconds
    Id,      ///< 26 characters of an id
    Word,    ///< one of a closed set
    Whole,   ///< a number that is no fraction and not below 0
    Number,  ///< any number
    Figure,  ///< any number, or `inf` and `-inf`, for which JSON has no number
    Flag,
    Object,      ///< with these members and no others
    OpenObject,  ///< with these members, and with others that are described elsewhere
    List,
    Map  ///< an object from names to values of one type
  };
  Form form = Form::Text;
  bool or_null = false;
  std::vector<std::string_view> words{};  ///< of Word
  std::vector<ApiMember> members;         ///< of objects; of List and Map one without a name, which is what they hold
};

/// One member of an object.
struct ApiMember {
  std::string_view name;
  ApiType type;
  std::string_view meaning{};
  bool always = true;  ///< false: it may be left out
};
using ApiMembers = std::vector<ApiMember>;

/// A value of a form that needs nothing more to be said.
inline ApiType of_form(ApiType::Form form) { return {form, false, {}, {}}; }
inline ApiType a_text() { return of_form(ApiType::Form::Text); }
inline ApiType a_time() { return of_form(ApiType::Form::Time); }
inline ApiType an_id() { return of_form(ApiType::Form::Id); }
inline ApiType a_whole() { return of_form(ApiType::Form::Whole); }
inline ApiType a_number() { return of_form(ApiType::Form::Number); }
inline ApiType a_figure() { return of_form(ApiType::Form::Figure); }
inline ApiType a_flag() { return of_form(ApiType::Form::Flag); }
ApiType words_of(std::span<const std::string_view> names);
ApiType object_of(ApiMembers members);
ApiType open_object_of(ApiMembers members);
ApiType list_of(ApiType element);
ApiType map_of(ApiType value);
/// The same, or null where it is not known or there is none.
ApiType or_null(ApiType type);
/// A member that may be left out.
ApiMember optional(std::string_view name, ApiType type, std::string_view meaning = {});

/// The JSON Schema of such a value.
nlohmann::ordered_json schema_of(const ApiType& type);

}  // namespace jurymast::control
