#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace jurymast::store {

/// One prepared statement. Fails with Unavailable where the disk or a lock is in the way, with Corrupt where the file is no sound database.
class Statement {
 public:
  /// Parameters count from 1, as SQLite's do; a text is copied.
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  /// True where a row stands ready, false at the end.
  Result<bool> step();
  /// Steps to the end of a statement without rows, and makes it ready for the next use.
  Result<void> run();
  /// Of the row that stands ready, counted from 0; the view lives until the next step.
  std::string_view text(int column) const;
  std::int64_t number(int column) const;

 private:
  friend class Sqlite;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}

  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// A connection to one database file, for one thread. What is committed survives a loss of power.
class Sqlite {
 public:
  /// Opens the file, or makes one that its owner alone can read.
  static Result<Sqlite> open(const std::string& path);
  /// Opens a file that is there, and changes nothing in it. Fails with NotFound where there is none.
  static Result<Sqlite> open_to_read(const std::string& path);
  Result<Statement> prepare(std::string_view sql);
  /// Runs statements that have no parameters.
  Result<void> execute(const std::string& sql);
  Result<bool> has_table(std::string_view name);
  /// 0 for a database that is still empty.
  Result<std::size_t> schema_version();
  /// Brings the schema from the version in the file to the last of `steps`, each in a transaction of its own; step i leads to version i + 1.
  /// Fails with Invalid where the file is of a later version than this binary knows.
  template <class Steps>
  Result<void> migrate(const Steps& steps) {
    const auto version = schema_version();
    if (!version) return tl::unexpected(version.error());
    if (*version > steps.size()) return too_new(*version, steps.size());
    for (std::size_t i = *version; i < steps.size(); ++i) {
      if (auto done = execute(step_to(i + 1, steps[i])); !done) return done;
    }
    return {};
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  Sqlite(std::unique_ptr<sqlite3, Close> database, std::string path) : database_(std::move(database)), path_(std::move(path)) {}
  tl::unexpected<Error> too_new(std::size_t version, std::size_t known) const;
  static Result<Sqlite> connect(const std::string& path);
  static std::string step_to(std::size_t version, std::string_view sql);

  std::unique_ptr<sqlite3, Close> database_;
  std::string path_;
};

}  // namespace jurymast::store
