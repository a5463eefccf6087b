using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Statements in one line each.</summary>
internal static class SqliteConnectionExtensions
{
    extension(SqliteConnection connection)
    {
        /// <summary>Makes a command; its parameters are $1, $2 and so on.</summary>
        public SqliteCommand Command(string sql, params ReadOnlySpan<object?> parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 0; index < parameters.Length; index++)
            {
                command.Parameters.AddWithValue($"${index + 1}", parameters[index] ?? DBNull.Value);
            }

            return command;
        }

        /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
        public int Execute(string sql, params ReadOnlySpan<object?> parameters)
        {
            using var command = connection.Command(sql, parameters);
            return command.ExecuteNonQuery();
        }
    }
}
