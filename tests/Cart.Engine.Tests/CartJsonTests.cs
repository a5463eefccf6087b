using System.Text;
using System.Text.Json;

namespace Cart.Engine.Tests;

public sealed class CartJsonTests
{
    [Theory]
    [InlineData("7:42", "7:42", "42")]
    [InlineData("7:0", "7:0", "0")]
    [InlineData("7:9223372036854775807", "7:9223372036854775807", "9223372036854775807")]
    [InlineData("7:9223372036854775808", "7:9223372036854775808", "\"9223372036854775808\"")]
    [InlineData("7:007", "7:007", "\"007\"")]
    [InlineData("7:85123A", "7:85123A", "\"85123A\"")]
    [InlineData("7:BANK CHARGES", "7:BANK CHARGES", "\"BANK CHARGES\"")]
    [InlineData("7:5\" <cup> & 'co' \\+", """7:5\" <cup> & 'co' \\+""", """ "5\" <cup> & 'co' \\+" """)]
    public void An_integer_id_is_a_number_and_any_other_a_string(string product, string name, string objectId) => Assert.Equal(
        $"{{\"{name}\":{{\"content_type_id\":7,\"object_id\":{objectId.Trim()},"
            + "\"quantity\":2,\"unit_price\":\"9.99\",\"total_price\":\"19.98\"}}",
        Json([Line(product, 2, 9.99m)], Currency.Usd));

    [Theory]
    [InlineData("USD", "5.00", "15.00")]
    [InlineData("JPY", "5", "15")]
    [InlineData("KWD", "5.000", "15.000")]
    public void Money_is_text_with_the_decimals_of_the_currency(string currency, string unitPrice, string totalPrice) => Assert.Equal(
        "{\"7:42\":{\"content_type_id\":7,\"object_id\":42,"
            + $"\"quantity\":3,\"unit_price\":\"{unitPrice}\",\"total_price\":\"{totalPrice}\"}}}}",
        Json([Line("7:42", 3, 5m)], Currency.Parse(currency)));

    [Fact]
    public void Lines_keep_their_order_and_the_discount_comes_last()
    {
        const string First = """{"content_type_id":8,"object_id":"B","quantity":1,"unit_price":"2.50","total_price":"2.50"}""";
        const string Second = """{"content_type_id":7,"object_id":42,"quantity":9,"unit_price":"1.00","total_price":"9.00"}""";
        Assert.Equal(
            $$$"""{"8:B":{{{First}}},"7:42":{{{Second}}},"__discount__":{"code":"SUMMER25"}}""",
            Json([Line("8:B", 1, 2.5m), Line("7:42", 9, 1m)], Currency.Usd, "SUMMER25"));
    }

    [Fact]
    public void The_greatest_numbers_are_written_exactly()
    {
        using var document = JsonDocument.Parse(Json([Line("7:42", int.MaxValue, CartLimits.MaxUnitPrice)], Currency.Usd));
        var line = document.RootElement.GetProperty("7:42");
        Assert.Equal("2147483647", line.GetProperty("quantity").GetRawText());
        Assert.Equal("\"9999999999999999.99\"", line.GetProperty("unit_price").GetRawText());
        Assert.Equal("\"21474836469999999978525163.53\"", line.GetProperty("total_price").GetRawText());
    }

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("Grüße \"10 %\"", """{"__discount__":{"code":"Grüße \"10 %\""}}""")]
    public void An_empty_cart_has_no_lines(string? code, string json) => Assert.Equal(json, Json([], Currency.Usd, code));

    [Fact]
    public void Every_printable_id_comes_back_as_it_went_in()
    {
        var printable = Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => ((char)code).ToString());
        var ids = printable.Where(static id => id != ":").ToList();
        using var document = JsonDocument.Parse(Json([.. ids.Select(static id => Line("8:" + id, 1, 1m))], Currency.Usd));
        var members = document.RootElement.EnumerateObject().ToList();
        Assert.Equal(ids.Select(static id => "8:" + id), members.Select(static member => member.Name));
        Assert.Equal(ids, members.Select(static member => member.Value.GetProperty("object_id").ToString()));
    }

    private static CartLine Line(string product, int quantity, decimal unitPrice)
    {
        Assert.True(ProductKey.TryParse(product, out var key));
        return new CartLine(key, quantity, unitPrice);
    }

    private static string Json(CartLine[] lines, Currency currency, string? code = null) => Encoding.UTF8.GetString(CartJson.Write(
        CartSnapshot.Nothing(CartId.New(), currency) with { Lines = [.. lines], DiscountCodes = code is null ? [] : [code] }));
}
