#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/check_words.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::evidence {

/// What a conjunct of the verdict belongs to.
enum class ConjunctGroup : unsigned char { Contract, Response, Retry, Logging, Environment, Freshness, Plan };
inline constexpr std::array<std::string_view, 7> kConjunctGroupNames{"contract",    "response",  "retry", "logging",
                                                                     "environment", "freshness", "plan"};
constexpr std::string_view name_of(ConjunctGroup v) { return kConjunctGroupNames[static_cast<std::size_t>(v)]; }

/// What a look at the evidence gave for one conjunct.
struct Look {
  record::Tri holds = record::Tri::Unknown;
  std::vector<std::string> records{};  ///< ids of those that say so
  std::string documented{};            ///< what the provider's documentation says to it; empty: nothing
  std::string measured{};              ///< what the records show
  std::string needed{};                ///< what is missing, where it does not hold
  std::string command{};               ///< what would supply it
};

/// One condition of a promotion. All of them have to hold.
struct Conjunct {
  std::string_view name;
  ConjunctGroup group = ConjunctGroup::Contract;
  std::string_view meaning;
  Look look;
};

/// Evidence that speaks against itself, so that somebody has to find out before anything else.
struct Disagreement {
  std::string_view name;
  std::string what;
  std::vector<std::string> records;
  std::string command;
};

/// What follows from a case, and everything it follows from.
struct Verdict {
  record::GateVerdict word = record::GateVerdict::Hold;
  std::vector<Conjunct> conjuncts;
  std::vector<Disagreement> disagreements;
  std::vector<std::string> warnings;  ///< what does not change the verdict, and should be known
};

/// Promote only where there are conjuncts and all of them hold; investigate, whatever holds, where evidence speaks against itself.
record::GateVerdict conclude(std::span<const Conjunct> conjuncts, std::span<const Disagreement> disagreements);

/// What no verdict says anything of, as sentences for its reader.
inline constexpr std::array<std::string_view, 6> kNotShown{"what a request costs, or how it is billed",
                                                           "what an account may use",
                                                           "how long an answer takes",
                                                           "whether a model or a provider can be reached at another time",
                                                           "how good an answer is",
                                                           "how much traffic the target can carry"};

}  // namespace jurymast::evidence
