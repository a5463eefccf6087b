using System.Text.Json.Nodes;
using Cart.Engine;
using Cart.Testing;
using Npgsql;

namespace Cart.Persistence.Tests;

public sealed class SchemaTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string AddUp = "orders_amounts_add_up";
    private const string LineAddsUp = "order_lines_price_adds_up";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("summary = -1, discount_amount = 0, total = -1", AddUp)]
    [InlineData("discount_amount = -1, total = 11.00", "orders_discount_within_summary")]
    [InlineData("discount_amount = 10.01, tax = 1, total = 0.99", "orders_discount_within_summary")]
    [InlineData("tax = -20, total = -10", AddUp)]
    [InlineData("tax = 'NaN', total = 'NaN'", "orders_tax_is_a_number")]
    [InlineData("total = 10.01", AddUp)]
    [InlineData("discount_amount = 1", AddUp)]
    [InlineData("tax = 1", AddUp)]
    [InlineData("shipping = 1", AddUp)]
    [InlineData("shipping = 1e28, total = 1e28 + 10", "orders_shipping_is_a_number")]
    [InlineData("shipping = 'NaN', total = 'NaN'", "orders_shipping_is_a_number")]
    [InlineData("currency = 'usd'", "orders_currency_check")]
    [InlineData("currency = 'USDT'", "orders_currency_check")]
    [InlineData("cart_version = 0", "orders_cart_version_check")]
    [InlineData("fence = 0", "orders_fence_check")]
    [InlineData("document = '[]'", "orders_document_check")]
    [InlineData("details = '[]'", "orders_details_check")]
    [InlineData("operation_key = 'k', operation_content = NULL", "orders_operation_is_whole")]
    public async Task An_order_that_breaks_a_rule_is_refused(string assignment, string constraint)
    {
        var draft = await PlaceAsync();

        await AssertRefusedAsync($"UPDATE {postgres.Schema}.orders SET {assignment} WHERE id = '{draft.Id}'", constraint);
    }

    [Theory]
    [InlineData("line_no = 0", "order_lines_line_no_check")]
    [InlineData("content_type_id = 0", "order_lines_content_type_id_check")]
    [InlineData("object_id = ''", "order_lines_object_id_check")]
    [InlineData("object_id = repeat('x', 65)", "order_lines_object_id_check")]
    [InlineData("quantity = 0, total_price = 0", "order_lines_quantity_check")]
    [InlineData("unit_price = -1, total_price = -2", "order_lines_unit_price_check")]
    [InlineData("unit_price = 1e16, total_price = 2e16", "order_lines_unit_price_check")]
    [InlineData("unit_price = 'NaN', total_price = 'NaN'", "order_lines_unit_price_check")]
    [InlineData("total_price = 10.01", LineAddsUp)]
    [InlineData("quantity = 3", LineAddsUp)]
    [InlineData("unit_price = 5.01", LineAddsUp)]
    public async Task A_line_that_breaks_a_rule_is_refused(string assignment, string constraint)
    {
        var draft = await PlaceAsync();

        await AssertRefusedAsync($"UPDATE {postgres.Schema}.order_lines SET {assignment} WHERE order_id = '{draft.Id}'", constraint);
    }

    [Fact]
    public async Task A_second_order_of_a_cart_is_refused_even_to_raw_sql()
    {
        var draft = await PlaceAsync();

        await AssertRefusedAsync(
            $"""
            INSERT INTO {postgres.Schema}.orders
            SELECT gen_random_uuid(), cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total,
                cart_version, fence, placed_at, document
            FROM {postgres.Schema}.orders WHERE id = '{draft.Id}'
            """,
            "orders_cart_id_key",
            PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task An_order_has_a_product_once_and_a_line_has_an_order()
    {
        var draft = await PlaceAsync();
        const string Columns = "content_type_id, object_id, quantity, unit_price, total_price";

        await AssertRefusedAsync(
            $"INSERT INTO {postgres.Schema}.order_lines SELECT order_id, 2, {Columns} FROM {postgres.Schema}.order_lines WHERE order_id = '{draft.Id}'",
            "order_lines_order_id_content_type_id_object_id_key",
            PostgresErrorCodes.UniqueViolation);
        await AssertRefusedAsync(
            $"INSERT INTO {postgres.Schema}.order_lines SELECT gen_random_uuid(), 1, {Columns} FROM {postgres.Schema}.order_lines WHERE order_id = '{draft.Id}'",
            "order_lines_order_id_fkey",
            PostgresErrorCodes.ForeignKeyViolation);
    }

    [Fact]
    public async Task A_checkout_has_a_fence_and_an_order_has_one_checkout()
    {
        var draft = await PlaceAsync();

        await AssertRefusedAsync($"UPDATE {postgres.Schema}.checkouts SET fence = 0 WHERE order_id = '{draft.Id}'", "checkouts_fence_check");
        await AssertRefusedAsync(
            $"INSERT INTO {postgres.Schema}.checkouts VALUES (gen_random_uuid(), 1, '{draft.Id}')",
            "checkouts_order_id_key",
            PostgresErrorCodes.UniqueViolation);
    }

    [Fact]
    public async Task The_document_is_the_documented_json_of_the_cart()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        await postgres.Store.PlaceAsync(draft, Token);

        var document = await postgres.QueryAsync<string>($"SELECT document::text FROM {postgres.Schema}.orders WHERE id = '{draft.Id}'");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(CartJson.Write(draft.Cart)), JsonNode.Parse(document!)), document);
        Assert.Equal("148120.10", (string?)JsonNode.Parse(document!)![$"{int.MaxValue}:{new string('~', 64)}"]!["unit_price"]);
    }

    [Theory]
    [InlineData("USD", "148120.1", "148120.10 148120.10 148120.10 0.00")]
    [InlineData("USD", "2.5000", "2.50 2.50 2.50 0.00")]
    [InlineData("JPY", "1200.00", "1200 1200 1200 0")]
    [InlineData("KWD", "1.5", "1.500 1.500 1.500 0.000")]
    public async Task Amounts_are_stored_with_exactly_the_decimals_of_the_currency(string currency, string price, string stored)
    {
        var unitPrice = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture);
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Parse(currency), new CartLine(new ProductKey(7, 42), 1, unitPrice)));
        await postgres.Store.PlaceAsync(draft, Token);

        Assert.Equal(stored, await postgres.QueryAsync<string>(
            $"""
            SELECT concat_ws(' ', l.unit_price, l.total_price, o.total, o.tax)
            FROM {postgres.Schema}.orders o JOIN {postgres.Schema}.order_lines l ON l.order_id = o.id WHERE o.id = '{draft.Id}'
            """));
    }

    private async Task<OrderDraft> PlaceAsync()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 2, 5m)));
        Assert.IsType<Placement.Placed>(await postgres.Store.PlaceAsync(draft, Token));
        return draft;
    }

    private async Task AssertRefusedAsync(string sql, string constraint, string state = PostgresErrorCodes.CheckViolation)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => postgres.ExecuteAsync(sql));
        Assert.Equal((state, constraint), (refusal.SqlState, refusal.ConstraintName));
    }
}
