#pragma once
#include <array>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "record/plain_text.hpp"

namespace jurymast::record {

/// What the description of a kind tells of one member.
struct Told {
  std::string_view name;
  std::string_view meaning;
  std::string_view left_out = {};  ///< what it means where it is left out; empty: it always stands

  constexpr bool always() const { return left_out.empty(); }
};

/// The words of a closed set, in the order of its enumeration.
using Vocabulary = std::span<const std::string_view>;
using DigestBytes = std::array<unsigned char, 32>;
using NamedLabels = std::vector<std::pair<std::string, std::string>>;

/// How many identifiers, links and parts a list of a record holds at most; what is beyond is left out, so that every line has a bound.
inline constexpr std::size_t kIdentifiersMax = 12;
inline constexpr std::size_t kLinksMax = 6;
inline constexpr std::size_t kLabelsMax = 16;
inline constexpr std::size_t kPartsMax = 20;

/// A record of that type, to be filled or only looked at: what a description takes.
template <class T, class Record>
concept SomeOf = std::same_as<std::remove_const_t<T>, Record>;

}  // namespace jurymast::record
