#include "config/diff.hpp"

#include <array>
#include <type_traits>

#include "config/draft.hpp"
#include "config/snapshot_sections.hpp"

namespace jurymast::config {
namespace {

constexpr std::array<std::string_view, 3> kChangeNames{"added", "removed", "changed"};

bool same(const ChoiceField& a, const ChoiceField& b) { return *a.value == *b.value; }
bool same(const SecretValue* a, const SecretValue* b) { return a->reference == b->reference; }
template <class Value>
bool same(const Value* a, const Value* b) {
  return *a == *b;
}

bool same_value(const Field& a, const Field& b) {
  return std::visit(
      [&b](const auto& left) {
        const auto* right = std::get_if<std::decay_t<decltype(left)>>(&b);
        return right != nullptr && same(left, *right);
      },
      a);
}

/// Adds a change for each row in which two sections of the same type differ.
void compare_rows(const std::vector<BoundSetting>& before, const std::vector<BoundSetting>& after, const Path& path,
                  std::vector<Change>& changes) {
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (same_value(before[i].field, after[i].field)) continue;
    const SettingFacts& facts = *before[i].facts;
    changes.push_back({path.at(facts.key).text(), ChangeKind::Changed, facts.apply == Apply::Restart});
  }
}

template <class Item>
const Item* item_named(const std::vector<Item>& items, std::string_view name) {
  for (const Item& item : items) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

/// Two of what a configuration comes to, and the changes found between them so far.
template <class Whole>
struct Comparison {
  const Whole& before;
  const Whole& after;
  std::vector<Change> changes;

  /// Compares what carries a name, in the old order, then what is new.
  template <class Section, class Item>
  void compare(std::vector<Item> Whole::* items, Path (*path)(std::string_view),
               std::span<const Setting<Section>> settings) {
    for (const Item& old_item : before.*items) {
      const Item* new_item = item_named(after.*items, old_item.name);
      if (new_item == nullptr) {
        changes.push_back({path(old_item.name).text(), ChangeKind::Removed, false});
        continue;
      }
      Section old_section = section_of(before, old_item);
      Section new_section = section_of(after, *new_item);
      compare_rows(bind(settings, old_section), bind(settings, new_section), path(old_item.name), changes);
    }
    for (const Item& new_item : after.*items) {
      if (item_named(before.*items, new_item.name) != nullptr) continue;
      changes.push_back({path(new_item.name).text(), ChangeKind::Added, false});
    }
  }
};

}  // namespace

std::string_view name_of(ChangeKind kind) { return kChangeNames[static_cast<std::size_t>(kind)]; }

std::vector<Change> diff(const policy::Snapshot& before, const policy::Snapshot& after) {
  Comparison<policy::Snapshot> comparison{before, after, {}};
  ServerSection old_server = section_of(before.server);
  ServerSection new_server = section_of(after.server);
  compare_rows(bind(server_settings(), old_server), bind(server_settings(), new_server), server_path(),
               comparison.changes);
  comparison.compare(&policy::Snapshot::clients, client_path, client_settings());
  comparison.compare(&policy::Snapshot::targets, target_path, target_settings());
  comparison.compare(&policy::Snapshot::prompts, prompt_path, prompt_settings());
  comparison.compare(&policy::Snapshot::routes, route_path, route_settings());
  return std::move(comparison.changes);
}

std::vector<Change> diff(const control::Settings& before, const control::Settings& after) {
  Comparison<control::Settings> comparison{before, after, {}};
  ServerSection old_server;
  ServerSection new_server;
  old_server.minutes_kept = before.minutes_kept;
  new_server.minutes_kept = after.minutes_kept;
  old_server.log_compressed = before.log_compressed;
  new_server.log_compressed = after.log_compressed;
  compare_rows(bind(server_settings(), old_server), bind(server_settings(), new_server), server_path(), comparison.changes);
  comparison.compare(&control::Settings::webhooks, webhook_path, webhook_settings());
  return std::move(comparison.changes);
}

Result<void> check_reload(const std::vector<Change>& changes) {
  std::vector<std::string> fixed;
  for (const Change& change : changes) {
    if (change.needs_restart) fixed.push_back(change.path);
  }
  if (fixed.empty()) return {};
  return fail(
      Code::Invalid,
      "a running process cannot change {}; the configuration in force stays — restart to apply it, or undo these",
      join(fixed));
}

}  // namespace jurymast::config
