using System.Globalization;
using System.Text.Json.Nodes;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Golden.Tests;

/// <summary>The discounts of a case.</summary>
internal static class GoldenDiscounts
{
    /// <summary>Stores a discount as its last owner would. One that cannot be stored is not there.</summary>
    public static async Task StoreAsync(IServiceProvider services, JsonNode fields)
    {
        using var scope = services.CreateScope();
        var discounts = scope.ServiceProvider.GetRequiredService<DiscountService>();
        var discount = Changed(new Discount { Code = DiscountCode.Parse((string)fields["code"]!), Value = 0 }, fields);
        await discounts.DeleteAsync(discount.Code);
        try
        {
            await discounts.CreateAsync(discount);
        }
        catch (CartRefusedException)
        {
        }
    }

    public static async Task ChangeAsync(IServiceProvider services, string code, JsonNode fields)
    {
        using var scope = services.CreateScope();
        var discounts = scope.ServiceProvider.GetRequiredService<DiscountService>();
        var stored = await discounts.FindAsync(DiscountCode.Parse(code));
        await discounts.UpdateAsync(Changed(stored!, fields));
    }

    public static JsonNode Validate(JsonNode fields)
    {
        var input = new DiscountInput
        {
            Code = (string?)fields["code"],
            DiscountType = (string?)fields["discount_type"] ?? "percent",
            Value = GoldenValue.Decimal(fields["value"]!),
            MinCartValue = GoldenValue.OptionalDecimal(fields["min_cart_value"]) ?? 0,
            MaxUses = (long?)fields["max_uses"],
            ValidFrom = Moment(fields["valid_from"]),
            ValidUntil = Moment(fields["valid_until"]),
        };
        var errors = input.Read(out _);
        JsonObject byField = [];
        foreach (var field in errors.GroupBy(error => error.Field))
        {
            byField[field.Key] = new JsonArray([.. field.Select(error => (JsonNode)error.Message)]);
        }

        return errors.Count == 0 ? new JsonObject { ["valid"] = true } : new JsonObject { ["valid"] = false, ["errors"] = byField };
    }

    // A type that is neither is taken for a fixed amount, as the seed does.
    private static Discount Changed(Discount discount, JsonNode fields) => discount with
    {
        Type = (string?)fields["discount_type"] switch
        {
            null => discount.Type,
            "percent" => DiscountType.Percent,
            _ => DiscountType.Fixed,
        },
        Value = GoldenValue.OptionalDecimal(fields["value"]) ?? discount.Value,
        MinCartValue = GoldenValue.OptionalDecimal(fields["min_cart_value"]) ?? discount.MinCartValue,
        MaxUses = fields.AsObject().ContainsKey("max_uses") ? (long?)fields["max_uses"] : discount.MaxUses,
        Granted = (long?)fields["current_uses"] ?? discount.Granted,
        IsActive = (bool?)fields["active"] ?? discount.IsActive,
        ValidFrom = Moment(fields["valid_from"]) ?? discount.ValidFrom,
        ValidUntil = Moment(fields["valid_until"]) ?? discount.ValidUntil,
    };

    private static DateTimeOffset? Moment(JsonNode? text) =>
        text is null ? null : DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);
}
