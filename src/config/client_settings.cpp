#include "config/sections.hpp"

namespace jurymast::config {
namespace {

using Row = Setting<ClientSection>;

constexpr std::array kRows{
    Row{{.key = "key",
         .kind = Kind::Secret,
         .description = "The key this client sends as its bearer token; only its digest is kept.",
         .required = true},
        [](ClientSection& s) -> Field { return &s.key; }},
    Row{{.key = "priority",
         .kind = Kind::Choice,
         .description = "The highest priority the client's requests may have; a request may only lower it.",
         .allowed = kPriorityNames},
        [](ClientSection& s) -> Field { return choice(s.client.priority); }},
};

}  // namespace

std::span<const Setting<ClientSection>> client_settings() { return kRows; }

}  // namespace jurymast::config
