using System.Collections.Immutable;
using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>Adds statements and their typed parameters to a batch.</summary>
internal static class PostgresBatch
{
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    public static NpgsqlParameter Uuid(CartId id) => Uuid(id.ToGuid());

    public static NpgsqlParameter Uuid(OrderId id) => Uuid(id.ToGuid());

    public static NpgsqlParameter Uuid(Guid? id) => Nullable(id, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Uuids(IEnumerable<Guid> ids) => new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] };

    public static NpgsqlParameter Int(int? value) => Nullable(value, NpgsqlDbType.Integer);

    public static NpgsqlParameter Bigint(long? value) => Nullable(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Seconds(TimeSpan span) => Nullable<double?>(span.TotalSeconds, NpgsqlDbType.Double);

    public static NpgsqlParameter Text(string? value) => Nullable(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Numeric(decimal value) => Nullable<decimal?>(value, NpgsqlDbType.Numeric);

    public static NpgsqlParameter Boolean(bool value) => Nullable<bool?>(value, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Time(DateTimeOffset? value) => Nullable(value?.UtcDateTime, NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter Nullable<T>(T value, NpgsqlDbType type) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };
}

/// <summary>Reads the results of a batch.</summary>
internal static class PostgresRows
{
    /// <summary>Reads the first row of the first result; the default of <typeparamref name="T"/> if none exists.</summary>
    public static Func<NpgsqlDataReader, CancellationToken, ValueTask<T?>> First<T>(Func<NpgsqlDataReader, T> row) =>
        async (reader, token) => await reader.ReadAsync(token).ConfigureAwait(false) ? row(reader) : default;

    /// <summary>Reads all rows of the first result.</summary>
    public static Func<NpgsqlDataReader, CancellationToken, ValueTask<ImmutableArray<T>>> All<T>(Func<NpgsqlDataReader, T> row) => async (reader, token) =>
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(token).ConfigureAwait(false))
        {
            rows.Add(row(reader));
        }

        return rows.DrainToImmutable();
    };

    /// <summary>Returns the number of rows that the batch changed.</summary>
    public static ValueTask<int> Changed(NpgsqlDataReader reader, CancellationToken cancellationToken) => ValueTask.FromResult(reader.RecordsAffected);

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static T? ValueOrNull<T>(this NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
