using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>Puts statements into a batch, and their parameters, each with its type.</summary>
internal static class BatchExtensions
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

    public static NpgsqlParameter Uuids(IReadOnlyCollection<CartId> ids) => new NpgsqlParameter<Guid[]> { TypedValue = [.. ids.Select(static id => id.ToGuid())] };

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
