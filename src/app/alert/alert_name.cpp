#include "app/alert/alert_name.hpp"

namespace jurymast::app {
namespace {

using record::Severity;

struct Said {
  Severity severity;
  std::string_view summary;
};
constexpr std::array<Said, kAlertNameCount> kSaid{
    {{Severity::Warning, "A rollout is frozen: its weight does not rise until a person or the evidence says so."},
     {Severity::Critical, "A rollout took its weight back by itself."},
     {Severity::Warning, "A target was taken from a route's fallbacks."},
     {Severity::Warning, "The kill switch stands: nothing falls back."},
     {Severity::Warning, "An override ends within ten minutes."},
     {Severity::Critical, "An override was set by one person alone."},
     {Severity::Info, "What smoke tests have shown of a fallback is too old within a day."},
     {Severity::Warning, "A fallback may not be used, since nobody has shown lately that it works."},
     {Severity::Critical, "Records are being lost."},
     {Severity::Warning, "A rollout waits for a person's decision."},
     {Severity::Critical, "A route's primary fails more than it did."},
     {Severity::Critical, "Callers still fail although traffic was moved."},
     {Severity::Warning, "A webhook was not told of an alert, however often it was tried."}}};

}  // namespace

Severity severity_of(AlertName name) { return kSaid[static_cast<std::size_t>(name)].severity; }
std::string_view summary_of(AlertName name) { return kSaid[static_cast<std::size_t>(name)].summary; }

}  // namespace jurymast::app
