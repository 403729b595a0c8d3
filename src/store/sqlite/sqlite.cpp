#include "store/sqlite/sqlite.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

namespace jurymast::store {
namespace {

/// How long another connection to the same file is waited for; only tools that read it are others.
constexpr int kBusyTimeoutMs = 1000;

tl::unexpected<Error> failed(sqlite3* database) {
  const int code = sqlite3_errcode(database);
  const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  return fail(damaged ? Code::Corrupt : Code::Unavailable, "{}: {}", sqlite3_db_filename(database, "main"),
              sqlite3_errmsg(database));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Sqlite::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

Statement& Statement::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), parameter, number);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto error = failed(database_);
  sqlite3_reset(statement_.get());
  return error;
}

Result<void> Statement::run() {
  while (true) {
    const auto row = step();
    if (!row) return tl::unexpected(row.error());
    if (!*row) break;
  }
  sqlite3_reset(statement_.get());
  return {};
}

std::string_view Statement::text(int column) const {
  const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::int64_t Statement::number(int column) const { return sqlite3_column_int64(statement_.get(), column); }

Result<Sqlite> Sqlite::open(const std::string& path) {
  // SQLite makes files that everyone may read, and gives its log the rights of the database.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return fail(Code::Unavailable, "{}: cannot be opened for writing", path);
  ::close(file);
  auto database = connect(path);
  if (!database) return database;
  // FULL: in this mode NORMAL may lose the last commits when the power goes.
  auto ready = database->execute(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
  if (!ready) return tl::unexpected(ready.error());
  return database;
}

Result<Sqlite> Sqlite::open_to_read(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) return fail(Code::NotFound, "{}: there is no such file", path);
  auto database = connect(path);
  if (!database) return database;
  if (auto ready = database->execute("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;"); !ready) {
    return tl::unexpected(ready.error());
  }
  return database;
}

/// Readers, too, need the right to write: they have a part in the file's shared index.
Result<Sqlite> Sqlite::connect(const std::string& path) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Sqlite database(std::unique_ptr<sqlite3, Close>(opened), path);
  if (code != SQLITE_OK) return failed(opened);
  sqlite3_busy_timeout(opened, kBusyTimeoutMs);
  return database;
}

Result<bool> Sqlite::has_table(std::string_view name) {
  auto statement = prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
  if (!statement) return tl::unexpected(statement.error());
  return statement->bind(1, name).step();
}

Result<Statement> Sqlite::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return failed(database_.get());
  return Statement(database_.get(), statement);
}

Result<void> Sqlite::execute(const std::string& sql) {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  auto error = failed(database_.get());
  if (sqlite3_get_autocommit(database_.get()) == 0) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  return error;
}

Result<std::size_t> Sqlite::schema_version() {
  auto statement = prepare("PRAGMA user_version");
  if (!statement) return tl::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return tl::unexpected(row.error());
  return static_cast<std::size_t>(statement->number(0));
}

tl::unexpected<Error> Sqlite::too_new(std::size_t version, std::size_t known) const {
  return fail(
      Code::Invalid,
      "{} has schema version {}, this binary knows {}: use the binary that wrote it, or move the file away and lose what it holds",
      path_, version, known);
}

std::string Sqlite::step_to(std::size_t version, std::string_view sql) {
  return fmt::format("BEGIN IMMEDIATE; {}; PRAGMA user_version = {}; COMMIT;", sql, version);
}

}  // namespace jurymast::store
