using System.Text;
using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>Turns drafts into the parameters of <c>place_orders</c>: an array for each column of the orders, and of their lines.</summary>
internal static class OrderColumns
{
    public static NpgsqlParameter[] Of(OrderDraft[] drafts, bool nearLimit)
    {
        var lines = drafts.SelectMany(static (draft, index) => draft.Cart.Lines.Select((line, place) => new DraftLine(draft, index + 1, line, place + 1)))
            .ToArray();
        return
        [
            BatchExtensions.Boolean(nearLimit),
            Column(drafts, NpgsqlDbType.Uuid, static draft => draft.Cart.Id.ToGuid()),
            Column(drafts, NpgsqlDbType.Bigint, static draft => draft.Cart.Fence),
            Column(drafts, NpgsqlDbType.Uuid, static draft => draft.Id.ToGuid()),
            Column(drafts, NpgsqlDbType.Text, static draft => draft.Cart.UserId),
            Column(drafts, NpgsqlDbType.Text, static draft => draft.Totals.Currency.Code),
            Amounts(drafts, static draft => draft.Totals.Summary),
            Column(drafts, NpgsqlDbType.Text, static draft => draft.Discount?.Text),
            Column(drafts, NpgsqlDbType.Text, static draft => draft.Discount?.Key),
            Amounts(drafts, static draft => draft.Totals.DiscountAmount),
            Amounts(drafts, static draft => draft.Totals.Tax),
            Amounts(drafts, static draft => draft.Totals.Shipping),
            Amounts(drafts, static draft => draft.Totals.Total),
            Column(drafts, NpgsqlDbType.Bigint, static draft => draft.Cart.Version),
            Column(drafts, NpgsqlDbType.TimestampTz, static draft => draft.PricedAt.UtcDateTime),
            Column(drafts, NpgsqlDbType.Jsonb, static draft => Encoding.UTF8.GetString(CartJson.Write(draft.Cart))),
            Column(lines, NpgsqlDbType.Integer, static line => line.Order),
            Column(lines, NpgsqlDbType.Integer, static line => line.Number),
            Column(lines, NpgsqlDbType.Integer, static line => line.Line.Product.ContentTypeId),
            Column(lines, NpgsqlDbType.Text, static line => line.Line.Product.ObjectId),
            Column(lines, NpgsqlDbType.Integer, static line => line.Line.Quantity.Value),
            Column(lines, NpgsqlDbType.Numeric, static line => line.Round(line.Line.UnitPrice)),
            Column(lines, NpgsqlDbType.Numeric, static line => line.Round(line.Line.TotalPrice)),
            Column(drafts, NpgsqlDbType.Jsonb, static draft => draft.Details.ToJson()),
            Column(drafts, NpgsqlDbType.Text, static draft => draft.Operation?.Key),
            Column(drafts, NpgsqlDbType.Text, static draft => draft.Operation?.Content),
        ];
    }

    private static NpgsqlParameter<decimal[]> Amounts(OrderDraft[] drafts, Func<OrderDraft, decimal> amountOf) =>
        Column(drafts, NpgsqlDbType.Numeric, draft => draft.Totals.Currency.Round(amountOf(draft)));

    private static NpgsqlParameter<T[]> Column<TRow, T>(TRow[] rows, NpgsqlDbType type, Func<TRow, T> valueOf) =>
        new NpgsqlParameter<T[]> { TypedValue = Array.ConvertAll(rows, row => valueOf(row)), NpgsqlDbType = NpgsqlDbType.Array | type };

    private readonly record struct DraftLine(OrderDraft Draft, int Order, CartLine Line, int Number)
    {
        public decimal Round(decimal amount) => Draft.Totals.Currency.Round(amount);
    }
}
