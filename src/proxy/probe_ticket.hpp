#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "record/check_words.hpp"

namespace jurymast::proxy {

/// The checks that a probe may be made for.
inline constexpr std::array<std::string_view, 4> kProbeChecks{"happy_path", "error_credential", "error_missing_field",
                                                              "error_client_fault"};
/// The position of a check's name; nothing where it is none.
std::optional<std::size_t> probe_check_index(std::string_view name);

inline constexpr std::size_t kProbeRunBytesMax = 64;
inline constexpr std::size_t kTicketBytesMax = 1024;

/// Leave to send one probe: what it is for, whom it asks and what is done to it.
struct ProbeTicket {
  std::string run;
  std::string check;
  std::string route;
  std::string target;  ///< empty: natural, so policy chooses as for any request
  record::ProbeFault fault = record::ProbeFault::None;
  MonotonicTime expires{};
  std::uint64_t nonce = 0;
  friend bool operator==(const ProbeTicket&, const ProbeTicket&) = default;
};

/// The ticket as text for a header, under a keyed hash: who has no key can neither make nor change one.
std::string seal(const ProbeTicket& ticket, std::string_view key);
/// The ticket back; nothing where the text is none that was sealed with this key.
std::optional<ProbeTicket> unseal(std::string_view text, std::string_view key);

}  // namespace jurymast::proxy
