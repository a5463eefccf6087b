using System.Text.Json;

namespace Cart.Engine.Tests;

public sealed class CartJsonTests
{
    [Theory]
    [InlineData("7", "42", """{"7:42":{"content_type_id":7,"object_id":42,"quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("7", "0", """{"7:0":{"content_type_id":7,"object_id":0,"quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("7", "9223372036854775807", """{"7:9223372036854775807":{"content_type_id":7,"object_id":9223372036854775807,"quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("7", "9223372036854775808", """{"7:9223372036854775808":{"content_type_id":7,"object_id":"9223372036854775808","quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("7", "007", """{"7:007":{"content_type_id":7,"object_id":"007","quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("8", "85123A", """{"8:85123A":{"content_type_id":8,"object_id":"85123A","quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("8", "BANK CHARGES", """{"8:BANK CHARGES":{"content_type_id":8,"object_id":"BANK CHARGES","quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    [InlineData("8", "5\" <cup> & 'co' \\+", """{"8:5\" <cup> & 'co' \\+":{"content_type_id":8,"object_id":"5\" <cup> & 'co' \\+","quantity":2,"unit_price":"9.99","total_price":"19.98"}}""")]
    public void A_line_is_written_as_documented(string contentTypeId, string objectId, string json) =>
        Assert.Equal(json, CartJson.Write([Line($"{contentTypeId}:{objectId}", 2, 9.99m)], Currency.Usd));

    [Theory]
    [InlineData("USD", "5.00", "15.00")]
    [InlineData("JPY", "5", "15")]
    [InlineData("KWD", "5.000", "15.000")]
    public void Money_is_text_with_the_decimals_of_the_currency(string currency, string unitPrice, string totalPrice) => Assert.Equal(
        $$$"""{"7:42":{"content_type_id":7,"object_id":42,"quantity":3,"unit_price":"{{{unitPrice}}}","total_price":"{{{totalPrice}}}"}}""",
        CartJson.Write([Line("7:42", 3, 5m)], Currency.Parse(currency)));

    [Fact]
    public void Lines_keep_their_order_and_the_discount_comes_last() => Assert.Equal(
        """{"8:B":{"content_type_id":8,"object_id":"B","quantity":1,"unit_price":"2.50","total_price":"2.50"},"7:42":{"content_type_id":7,"object_id":42,"quantity":2147483647,"unit_price":"9999999999999999.99","total_price":"21474836469999999978525163.53"},"__discount__":{"code":"SUMMER25"}}""",
        CartJson.Write([Line("8:B", 1, 2.5m), Line("7:42", int.MaxValue, CartLimits.MaxUnitPrice)], Currency.Usd, "SUMMER25"));

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("Grüße \"10 %\"", """{"__discount__":{"code":"Grüße \"10 %\""}}""")]
    public void An_empty_cart_has_no_lines(string? code, string json) => Assert.Equal(json, CartJson.Write([], Currency.Usd, code));

    [Fact]
    public void Every_printable_id_comes_back_as_it_went_in()
    {
        var printable = Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => ((char)code).ToString()).Where(static id => id != ":").ToList();
        using var document = JsonDocument.Parse(CartJson.Write([.. printable.Select(static id => Line("8:" + id, 1, 1m))], Currency.Usd));
        Assert.Equal(printable.Select(static id => "8:" + id), document.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(printable, document.RootElement.EnumerateObject().Select(static member => member.Value.GetProperty("object_id").ToString()));
    }

    private static CartLine Line(string product, int quantity, decimal unitPrice)
    {
        Assert.True(ProductKey.TryParse(product, out var key));
        return new CartLine(key, quantity, unitPrice);
    }
}
