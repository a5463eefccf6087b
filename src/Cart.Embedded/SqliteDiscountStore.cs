using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded;

/// <summary>Keeps discounts in the SQLite file of the orders that use them.</summary>
/// <param name="path">The file.</param>
public sealed class SqliteDiscountStore(string path) : IDiscountStore, IDisposable
{
    private const string Select = """
        SELECT code, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until, granted, returned, revision, max_uses_per_customer FROM discounts
        """;

    private readonly SqliteFile _file = new(path);

    /// <inheritdoc/>
    public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        _file.ReadAsync("read a discount", connection => Find(connection, code), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DiscountEdit> CreateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        if (discount.CurrentUses > discount.MaxUses)
        {
            return ValueTask.FromResult(DiscountEdit.BelowUses);
        }

        return WriteAsync("create a discount", DiscountEdit.Duplicate, Create, cancellationToken);

        int Create(SqliteConnection connection) => connection.Execute(
            """
            INSERT INTO discounts (key, code, granted, returned, type, value, min_cart_value, max_uses, is_active, valid_from, valid_until,
                max_uses_per_customer)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (key) DO NOTHING
            """,
            [discount.Code.Key, discount.Code.Text, discount.Granted, discount.Returned, .. DefinitionOf(discount)]);
    }

    /// <inheritdoc/>
    public ValueTask<DiscountEdit> UpdateAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        return _file.WriteAsync("update a discount", Update, cancellationToken);

        DiscountEdit Update(SqliteConnection connection)
        {
            if (Find(connection, discount.Code) is not { } stored)
            {
                return DiscountEdit.NotFound;
            }

            if (discount.Revision != 0 && discount.Revision != stored.Revision)
            {
                return DiscountEdit.RevisionMismatch;
            }

            if (stored.CurrentUses > discount.MaxUses)
            {
                return DiscountEdit.BelowUses;
            }

            connection.Execute(
                """
                UPDATE discounts SET type = $2, value = $3, min_cart_value = $4, max_uses = $5, is_active = $6, valid_from = $7,
                    valid_until = $8, max_uses_per_customer = $9, revision = revision + 1 WHERE key = $1
                """,
                [discount.Code.Key, .. DefinitionOf(discount)]);
            return DiscountEdit.Done;
        }
    }

    /// <inheritdoc/>
    public ValueTask<DiscountEdit> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) => WriteAsync(
        "delete a discount",
        DiscountEdit.NotFound,
        connection => connection.Execute("DELETE FROM discounts WHERE key = $1", code.Key),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default) =>
        _file.ReadAsync("count uses", connection => SqliteRedemptions.Count(connection, code, userId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Discount>> ListAsync(
        DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return _file.ReadAsync(
            "list discounts",
            connection => List(connection, "$1 IS NULL OR key > $1 ORDER BY key LIMIT $2", after?.Key, limit),
            cancellationToken);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    internal static Discount? Find(SqliteConnection connection, DiscountCode code) =>
        List(connection, "key = $1", code.Key).FirstOrDefault();

    private static ImmutableArray<Discount> List(SqliteConnection connection, string condition, params ReadOnlySpan<object?> parameters)
    {
        using var command = connection.Command($"{Select} WHERE {condition}", parameters);
        using var reader = command.ExecuteReader();
        var discounts = ImmutableArray.CreateBuilder<Discount>();
        while (reader.Read())
        {
            discounts.Add(Row(reader));
        }

        return discounts.DrainToImmutable();
    }

    private static object?[] DefinitionOf(Discount discount) =>
    [
        discount.Type is DiscountType.Percent ? "percent" : "fixed",
        SqliteText.Amount(discount.Value),
        SqliteText.Amount(discount.MinCartValue),
        discount.MaxUses,
        discount.IsActive,
        discount.ValidFrom is { } from ? SqliteText.Time(from) : null,
        discount.ValidUntil is { } until ? SqliteText.Time(until) : null,
        discount.MaxUsesPerCustomer,
    ];

    private static Discount Row(SqliteDataReader reader) => new()
    {
        Code = DiscountCode.Parse(reader.GetString(0)),
        Type = reader.GetString(1) == "percent" ? DiscountType.Percent : DiscountType.Fixed,
        Value = decimal.Parse(reader.GetString(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
        MinCartValue = decimal.Parse(reader.GetString(3), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
        MaxUses = reader.IsDBNull(4) ? null : reader.GetInt64(4),
        IsActive = reader.GetBoolean(5),
        ValidFrom = reader.IsDBNull(6) ? null : SqliteOrderReader.Time(reader, 6),
        ValidUntil = reader.IsDBNull(7) ? null : SqliteOrderReader.Time(reader, 7),
        Granted = reader.GetInt64(8),
        Returned = reader.GetInt64(9),
        Revision = reader.GetInt64(10),
        MaxUsesPerCustomer = reader.IsDBNull(11) ? null : reader.GetInt32(11),
    };

    private async ValueTask<DiscountEdit> WriteAsync(
        string request, DiscountEdit ifNone, Func<SqliteConnection, int> write, CancellationToken cancellationToken) =>
        await _file.WriteAsync(request, write, cancellationToken).ConfigureAwait(false) == 1 ? DiscountEdit.Done : ifNone;
}
