using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>
/// Converts drafts to the parameters of <c>place_orders</c>: documents of the drafts, of their lines, and of their discount uses, each with an array
/// per column. Empty columns are left out. A new value of an order is one more column, here and in the function.
/// </summary>
internal static class DraftParameters
{
    // PostgreSQL would have to unescape again.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // An id has 36 bytes. An amount, with sign and point, and a time have fewer.
    private const int LongestValue = 36;

    public static NpgsqlParameter[] Of(OrderDraft[] drafts, bool nearLimit)
    {
        var lines = drafts.SelectMany(static (draft, index) => draft.Cart.Lines.Select((line, place) => new Line(draft, index + 1, line, place + 1))).ToArray();
        var uses = drafts.SelectMany(static (draft, index) => draft.Discounts.Select(code => new Use(draft, index + 1, code))).ToArray();
        return
        [
            PostgresBatch.Boolean(nearLimit),
            Document(json =>
            {
                Values(json, "id", drafts, static draft => draft.Id.ToGuid());
                Values(json, "cart_id", drafts, static draft => draft.Cart.Id.ToGuid());
                Values(json, "fence", drafts, static draft => draft.Cart.Fence);
                Texts(json, "user_id", drafts, static draft => draft.Cart.UserId);
                Texts(json, "currency", drafts, static draft => draft.Totals.Currency.Code);
                Amounts(json, "summary", drafts, static draft => draft.Totals.Summary);
                Texts(json, "discount_code", drafts, static draft => draft.Discounts.IsEmpty ? null : draft.Discounts[0].Text);
                Amounts(json, "discount_amount", drafts, static draft => draft.Totals.DiscountAmount);
                Amounts(json, "tax", drafts, static draft => draft.Totals.Tax);
                Amounts(json, "shipping", drafts, static draft => draft.Totals.Shipping);
                Amounts(json, "adjustments", drafts, static draft => 0 - draft.Totals.Included);
                Amounts(json, "total", drafts, static draft => draft.Totals.Total);
                Values(json, "cart_version", drafts, static draft => draft.Cart.Version);
                Column(json, "document", drafts, static (json, draft) => json.WriteRawValue(CartJson.Write(draft.Cart), skipInputValidation: true));
                Column(json, "details", drafts, static (json, draft) => json.WriteRawValue(draft.Details.ToJson(), skipInputValidation: true));
                Texts(json, "operation_key", drafts, static draft => draft.Operation?.Key);
                Texts(json, "operation_content", drafts, static draft => draft.Operation?.Content);
            }),
            Document(json =>
            {
                Values(json, "draft", lines, static line => line.Order);
                Values(json, "line_no", lines, static line => line.Number);
                Values(json, "content_type_id", lines, static line => line.Of.Product.ContentTypeId);
                Texts(json, "object_id", lines, static line => line.Of.Product.ObjectId);
                Values(json, "quantity", lines, static line => line.Of.Quantity.ToDecimal());
                Values(json, "unit_price", lines, static line => line.Draft.Totals.Currency.Round(line.Of.UnitPrice));
                Values(json, "total_price", lines, static line => line.Draft.Totals.Currency.Round(line.Of.TotalPrice));
                Texts(json, "line_key", lines, static line => line.Of.Key.Digest is null ? null : line.Of.Key.ToString());
            }),
            Document(json =>
            {
                Values(json, "draft", uses, static use => use.Order);
                Texts(json, "key", uses, static use => use.Code.Key);
                Texts(json, "customer", uses, static use => use.Draft.Cart.UserId);
                Values(json, "priced_at", uses, static use => use.Draft.PricedAt.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
                Values(json, "amount", uses, static use => use.Draft.Totals.Currency.Round(use.Amount));
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

    private static void Texts<T>(Utf8JsonWriter json, string name, T[] rows, Func<T, string?> text)
    {
        if (Array.Exists(rows, row => text(row) is not null))
        {
            Column(json, name, rows, (json, row) => json.WriteStringValue(text(row)));
        }
    }

    // PostgreSQL parses the text of an array as a whole, but a JSON array element by element. These values need no quotes in it.
    private static void Values<T, TValue>(Utf8JsonWriter json, string name, T[] rows, Func<T, TValue> value, string? format = null)
        where TValue : IUtf8SpanFormattable
    {
        var text = new ArrayBufferWriter<byte>((rows.Length * (LongestValue + 1)) + 2);
        text.Write("{"u8);
        foreach (var row in rows)
        {
            text.Write(text.WrittenCount == 1 ? ""u8 : ","u8);
            value(row).TryFormat(text.GetSpan(LongestValue), out var length, format, CultureInfo.InvariantCulture);
            text.Advance(length);
        }

        text.Write("}"u8);
        json.WriteString(name, text.WrittenSpan);
    }

    private static void Amounts(Utf8JsonWriter json, string name, OrderDraft[] drafts, Func<OrderDraft, decimal> amount) =>
        Values(json, name, drafts, draft => draft.Totals.Currency.Round(amount(draft)));

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
