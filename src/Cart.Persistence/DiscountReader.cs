using System.Collections.Immutable;
using Cart.Engine;
using Npgsql;

namespace Cart.Persistence;

/// <summary>Makes discounts of the rows that <see cref="DiscountStatements"/> select.</summary>
internal static class DiscountReader
{
    public static async ValueTask<Discount?> FindAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Row(reader) : null;

    public static async ValueTask<ImmutableArray<Discount>> ListAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var discounts = ImmutableArray.CreateBuilder<Discount>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            discounts.Add(Row(reader));
        }

        return discounts.DrainToImmutable();
    }

    public static string NameOf(DiscountType type) => type is DiscountType.Percent ? "percent" : "fixed";

    private static Discount Row(NpgsqlDataReader reader) => new()
    {
        Code = DiscountCode.Parse(reader.GetString(0)),
        Type = reader.GetString(1) == "percent" ? DiscountType.Percent : DiscountType.Fixed,
        Value = reader.GetDecimal(2),
        MinCartValue = reader.GetDecimal(3),
        MaxUses = reader.IsDBNull(4) ? null : reader.GetInt64(4),
        IsActive = reader.GetBoolean(5),
        ValidFrom = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
        ValidUntil = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7),
        Granted = reader.GetInt64(8),
        Returned = reader.GetInt64(9),
        Revision = reader.GetInt64(10),
        MaxUsesPerCustomer = reader.IsDBNull(11) ? null : reader.GetInt32(11),
    };
}
