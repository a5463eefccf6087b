using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.Persistence;

/// <summary>
/// Turns drafts into the parameters of <c>place_orders</c>: a document of the drafts, one of their lines, and one of the uses of discounts.
/// What an order comes to record is one more member, in this file and in the function.
/// </summary>
internal static class DraftParameters
{
    // What is escaped here PostgreSQL would take apart again.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static NpgsqlParameter[] Of(OrderDraft[] drafts, bool nearLimit) =>
        [PostgresBatch.Boolean(nearLimit), Document(drafts, WriteDraft), Document(drafts, WriteLines), Document(drafts, WriteUse)];

    private static void WriteDraft(Utf8JsonWriter json, OrderDraft draft, int number)
    {
        var (cart, totals, currency) = (draft.Cart, draft.Totals, draft.Totals.Currency);
        json.WriteStartObject();
        json.WriteNumber("draft"u8, number);
        json.WriteString("id"u8, draft.Id.ToGuid());
        json.WriteString("cart_id"u8, cart.Id.ToGuid());
        json.WriteNumber("fence"u8, cart.Fence);
        json.WriteString("user_id"u8, cart.UserId);
        json.WriteString("currency"u8, currency.Code);
        json.WriteNumber("summary"u8, currency.Round(totals.Summary));
        json.WriteString("discount_code"u8, draft.Discount?.Text);
        json.WriteNumber("discount_amount"u8, currency.Round(totals.DiscountAmount));
        json.WriteNumber("tax"u8, currency.Round(totals.Tax));
        json.WriteNumber("shipping"u8, currency.Round(totals.Shipping));
        json.WriteNumber("total"u8, currency.Round(totals.Total));
        json.WriteNumber("cart_version"u8, cart.Version);
        json.WritePropertyName("document"u8);
        json.WriteRawValue(CartJson.Write(cart), skipInputValidation: true);
        json.WritePropertyName("details"u8);
        json.WriteRawValue(draft.Details.ToJson(), skipInputValidation: true);
        json.WriteString("operation_key"u8, draft.Operation?.Key);
        json.WriteString("operation_content"u8, draft.Operation?.Content);
        json.WriteEndObject();
    }

    private static void WriteLines(Utf8JsonWriter json, OrderDraft draft, int number)
    {
        var currency = draft.Totals.Currency;
        foreach (var (index, line) in draft.Cart.Lines.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("draft"u8, number);
            json.WriteNumber("line_no"u8, index + 1);
            json.WriteNumber("content_type_id"u8, line.Product.ContentTypeId);
            json.WriteString("object_id"u8, line.Product.ObjectId);
            json.WriteNumber("quantity"u8, line.Quantity.Value);
            json.WriteNumber("unit_price"u8, currency.Round(line.UnitPrice));
            json.WriteNumber("total_price"u8, currency.Round(line.TotalPrice));
            json.WriteEndObject();
        }
    }

    private static void WriteUse(Utf8JsonWriter json, OrderDraft draft, int number)
    {
        if (draft.Discount is { } discount)
        {
            json.WriteStartObject();
            json.WriteNumber("draft"u8, number);
            json.WriteString("key"u8, discount.Key);
            json.WriteString("customer"u8, draft.Cart.UserId);
            json.WriteString("priced_at"u8, draft.PricedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            json.WriteNumber("amount"u8, draft.Totals.Currency.Round(draft.Totals.DiscountAmount));
            json.WriteEndObject();
        }
    }

    private static NpgsqlParameter<byte[]> Document(OrderDraft[] drafts, Action<Utf8JsonWriter, OrderDraft, int> write)
    {
        var buffer = new ArrayBufferWriter<byte>(drafts.Length * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var (index, draft) in drafts.Index())
            {
                write(json, draft, index + 1);
            }

            json.WriteEndArray();
        }

        return new NpgsqlParameter<byte[]> { TypedValue = buffer.WrittenSpan.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb };
    }
}
