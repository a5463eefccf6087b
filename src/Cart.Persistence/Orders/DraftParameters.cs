using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>
/// Turns drafts into the parameters of <c>place_orders</c>: a document of the drafts, one of their lines, and one of their uses of discounts,
/// each with an array for each column. What an order comes to record is one more column, here and in the function.
/// </summary>
internal static class DraftParameters
{
    // What is escaped here PostgreSQL would take apart again.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static NpgsqlParameter[] Of(OrderDraft[] drafts, bool nearLimit)
    {
        var lines = drafts.SelectMany(static (draft, index) => draft.Cart.Lines.Select((line, place) => new Line(draft, index + 1, line, place + 1))).ToArray();
        var uses = drafts.SelectMany(static (draft, index) => draft.Discounts.Select(code => new Use(draft, index + 1, code))).ToArray();
        return
        [
            PostgresBatch.Boolean(nearLimit),
            Document(json =>
            {
                Texts(json, "id", drafts, static draft => draft.Id.ToString());
                Texts(json, "cart_id", drafts, static draft => draft.Cart.Id.ToString());
                Numbers(json, "fence", drafts, static draft => draft.Cart.Fence);
                Texts(json, "user_id", drafts, static draft => draft.Cart.UserId);
                Texts(json, "currency", drafts, static draft => draft.Totals.Currency.Code);
                Amounts(json, "summary", drafts, static draft => draft.Totals.Summary);
                Texts(json, "discount_code", drafts, static draft => draft.Discounts.IsEmpty ? null : draft.Discounts[0].Text);
                Amounts(json, "discount_amount", drafts, static draft => draft.Totals.DiscountAmount);
                Amounts(json, "tax", drafts, static draft => draft.Totals.Tax);
                Amounts(json, "shipping", drafts, static draft => draft.Totals.Shipping);
                Amounts(json, "adjustments", drafts, static draft => 0 - draft.Totals.Included);
                Amounts(json, "total", drafts, static draft => draft.Totals.Total);
                Numbers(json, "cart_version", drafts, static draft => draft.Cart.Version);
                Column(json, "document", drafts, static (json, draft) => json.WriteRawValue(CartJson.Write(draft.Cart), skipInputValidation: true));
                Column(json, "details", drafts, static (json, draft) => json.WriteRawValue(draft.Details.ToJson(), skipInputValidation: true));
                Texts(json, "operation_key", drafts, static draft => draft.Operation?.Key);
                Texts(json, "operation_content", drafts, static draft => draft.Operation?.Content);
            }),
            Document(json =>
            {
                Numbers(json, "draft", lines, static line => line.Order);
                Numbers(json, "line_no", lines, static line => line.Number);
                Numbers(json, "content_type_id", lines, static line => line.Of.Product.ContentTypeId);
                Texts(json, "object_id", lines, static line => line.Of.Product.ObjectId);
                Texts(json, "quantity", lines, static line => line.Of.Quantity.ToString());
                Texts(json, "unit_price", lines, static line => line.Draft.Totals.Currency.Format(line.Of.UnitPrice));
                Texts(json, "total_price", lines, static line => line.Draft.Totals.Currency.Format(line.Of.TotalPrice));
                Texts(json, "line_key", lines, static line => line.Of.Key.Digest is null ? null : line.Of.Key.ToString());
            }),
            Document(json =>
            {
                Numbers(json, "draft", uses, static use => use.Order);
                Texts(json, "key", uses, static use => use.Code.Key);
                Texts(json, "customer", uses, static use => use.Draft.Cart.UserId);
                Texts(json, "priced_at", uses, static use => use.Draft.PricedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
                Texts(json, "amount", uses, static use => use.Draft.Totals.Currency.Format(use.Amount));
            }),
        ];
    }

    private static NpgsqlParameter<byte[]> Document(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new NpgsqlParameter<byte[]> { TypedValue = buffer.WrittenSpan.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb };
    }

    private static void Column<T>(Utf8JsonWriter json, string name, T[] rows, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        Array.ForEach(rows, row => write(json, row));
        json.WriteEndArray();
    }

    private static void Texts<T>(Utf8JsonWriter json, string name, T[] rows, Func<T, string?> text) =>
        Column(json, name, rows, (json, row) => json.WriteStringValue(text(row)));

    // Text, because a number would be read, written and read again on its way into a column.
    private static void Numbers<T>(Utf8JsonWriter json, string name, T[] rows, Func<T, long> number) =>
        Texts(json, name, rows, row => number(row).ToString(CultureInfo.InvariantCulture));

    private static void Amounts(Utf8JsonWriter json, string name, OrderDraft[] drafts, Func<OrderDraft, decimal> amount) =>
        Texts(json, name, drafts, draft => draft.Totals.Currency.Format(amount(draft)));

    private readonly record struct Use(OrderDraft Draft, int Order, DiscountCode Code)
    {
        public decimal Amount
        {
            get
            {
                var code = Code;
                return 0 - Draft.Totals.Adjustments.Where(part => part.Kind == Adjustment.Discount && (part.Label is null || part.Label == code.Text))
                    .Sum(static part => part.Amount);
            }
        }
    }

    private readonly record struct Line(OrderDraft Draft, int Order, CartLine Of, int Number);
}
