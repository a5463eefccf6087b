using System.Text.Json;

namespace Cart.Engine.Tests;

public sealed class OrderDetailsTests
{
    private static readonly ProductKey Mug = new(7, 42);

    [Fact]
    public void The_document_has_the_documented_members() => Assert.Equal(
        """{"names":{"7:42":"Mug"},"shipping_option":{"id":"express","name":"Express","price":"9.90"}}""",
        new OrderDetails
        {
            Names = new Dictionary<LineKey, string> { [LineKey.Of(Mug)] = "Mug" },
            ShippingOption = new ShippingOption("express", "Express", 9.90m),
        }.ToJson());

    [Fact]
    public void Nothing_recorded_is_an_empty_object() => Assert.Equal("{}", OrderDetails.None.ToJson());

    [Fact]
    public void Members_of_a_later_release_are_ignored()
    {
        var details = OrderDetails.Parse("""{"note":"ring twice","names":{"7:42":"Mug","later":"?"},"email":{"a":1}}""");

        Assert.Equal([KeyValuePair.Create(LineKey.Of(Mug), "Mug")], details.Names);
        Assert.Null(details.ShippingOption);
    }

    [Fact]
    public void An_order_of_an_earlier_release_has_no_details() => Assert.Same(OrderDetails.None, OrderDetails.Parse(null));

    [Fact]
    public void Text_that_a_database_refuses_is_stored_without_it()
    {
        var half = "half " + (char)0xD83C;
        var json = new OrderDetails
        {
            Names = new Dictionary<LineKey, string> { [LineKey.Of(Mug)] = "a\0b" },
            ShippingOption = new ShippingOption("post", half, 0m),
        }.ToJson();

        var details = OrderDetails.Parse(json);

        Assert.Equal(("ab", "half \ufffd"), (details.Names[LineKey.Of(Mug)], details.ShippingOption!.Name));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("x")]
    public void A_text_that_is_no_object_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => OrderDetails.Parse(json));
}
