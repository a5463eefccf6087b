using System.Net;
using System.Text.Json;

namespace Cart.AspNetCore.Tests;

public sealed class CartTests
{
    [Fact]
    public async Task A_visitor_sees_an_empty_cart_and_nothing_is_written()
    {
        await using var shop = await TestShop.StartAsync();
        var visitor = shop.NewShopper();

        var answer = await visitor.GetAsync();

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal("\"0-j\"", answer.Tag);
        Assert.Empty(answer.SetCookies);
        Assert.Equal(
            """
            {"version":0,"currency":"USD","count":0,"unique_count":0,"items":[],"summary":"0.00","discount_code":null,
            "discount_amount":"0.00","tax":"0.00","shipping":"0.00","shipping_option":null,"total":"0.00","expires_at":null,"warnings":[]}
            """.ReplaceLineEndings(""),
            answer.Text);
    }

    [Fact]
    public async Task Adding_answers_the_whole_cart()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();

        await shopper.AddMugsAsync(2);
        var answer = await shopper.AddAsync("""{"content_type_id":8,"object_id":"BANK CHARGES"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("\"2-j\"", answer.Tag);
        Assert.Equal(
            """
            {"version":2,"currency":"USD","count":3,"unique_count":2,"items":[
            {"key":"7:42","content_type_id":7,"object_id":42,"name":"Mug, white","quantity":2,"unit_price":"9.99","total_price":"19.98"},
            {"key":"8:BANK CHARGES","content_type_id":8,"object_id":"BANK CHARGES","name":"Gebühren & more","quantity":1,"unit_price":"1.00","total_price":"1.00"}],
            "summary":"20.98","discount_code":null,"discount_amount":"0.00","tax":"0.00","shipping":"0.00","shipping_option":null,"total":"20.98",
            "expires_at":"2026-05-18T11:31:12Z","warnings":[]}
            """.ReplaceLineEndings(""),
            answer.Text);
        Assert.Equal(answer.Text, (await shopper.GetAsync()).Text);
    }

    [Fact]
    public async Task An_integer_id_may_come_as_text_and_is_the_same_product()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();

        await shopper.AddMugsAsync();
        var answer = await shopper.AddAsync("""{"content_type_id":7,"object_id":"42"}""");

        var item = Assert.Single(answer.Json.GetProperty("items").EnumerateArray());
        Assert.Equal((2, JsonValueKind.Number), (item.GetProperty("quantity").GetInt32(), item.GetProperty("object_id").ValueKind));
    }

    [Fact]
    public async Task A_list_is_added_in_one_step_and_a_product_named_twice_counts_twice()
    {
        await using var shop = await TestShop.StartAsync();

        var answer = await shop.NewShopper().AddAsync(
            """{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":8,"object_id":"85123A","quantity":3},{"content_type_id":7,"object_id":42,"quantity":4}]}""");

        Assert.Equal((1, 8, 2), (
            answer.Json.GetProperty("version").GetInt32(), answer.Json.GetProperty("count").GetInt32(), answer.Json.GetProperty("unique_count").GetInt32()));
    }

    [Fact]
    public async Task A_list_with_one_unknown_product_adds_nothing()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();

        var answer = await shopper.AddAsync("""{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":7,"object_id":4242}]}""");

        answer.IsProblem(HttpStatusCode.NotFound, "product_not_found");
        Assert.Equal("#/items/1/object_id", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10000)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public async Task A_quantity_out_of_range_is_refused_and_starts_no_cart(int quantity)
    {
        await using var shop = await TestShop.StartAsync();

        var answer = await shop.NewShopper().AddMugsAsync(quantity);

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_quantity");
        Assert.Equal("#/quantity", answer.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Empty(answer.SetCookies);
    }

    [Fact]
    public async Task A_sum_above_the_limit_of_a_line_is_refused_and_changes_nothing()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync(9999);
        var before = await shopper.GetAsync();

        var single = await shopper.AddMugsAsync();
        var bulk = await shopper.AddAsync("""{"items":[{"content_type_id":8,"object_id":"85123A"},{"content_type_id":7,"object_id":42}]}""");

        single.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_quantity");
        Assert.Equal((9999, 10000), (single.Json.GetProperty("limit").GetInt32(), single.Json.GetProperty("requested").GetInt32()));
        bulk.IsProblem(HttpStatusCode.UnprocessableEntity, "invalid_quantity");
        Assert.Equal("#/items/1/quantity", bulk.Json.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
    }

    [Fact]
    public async Task A_full_cart_takes_no_further_product()
    {
        await using var shop = await TestShop.StartAsync(options: static options => options.MaxLines = 1);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();

        var answer = await shopper.AddAsync("""{"content_type_id":8,"object_id":"85123A"}""");

        answer.IsProblem(HttpStatusCode.UnprocessableEntity, "too_many_lines");
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
    }

    [Fact]
    public async Task Fifty_adds_at_once_all_count()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shopper.AddMugsAsync()));

        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(51, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }
}
