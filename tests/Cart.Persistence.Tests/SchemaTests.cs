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
    [InlineData("adjustments = 1", AddUp)]
    [InlineData("adjustments = 'NaN', total = 'NaN'", "orders_adjustments_is_a_number")]
    [InlineData("adjustments = 1e28, total = 1e28 + 10", "orders_adjustments_is_a_number")]
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
    [InlineData("quantity = -1, unit_price = 0, total_price = 0", "order_lines_quantity_check")]
    [InlineData("quantity = 2.0001, total_price = 10", "order_lines_quantity_check")]
    [InlineData("quantity = 2147483647.001, total_price = 10737418235", "order_lines_quantity_check")]
    [InlineData("quantity = 'NaN', total_price = 'NaN'", LineAddsUp)]
    [InlineData("quantity = 0.5, unit_price = -0.01, total_price = 0", "order_lines_unit_price_check")]
    [InlineData("unit_price = 1e16, total_price = 2e16", "order_lines_unit_price_check")]
    [InlineData("unit_price = 'NaN', total_price = 'NaN'", LineAddsUp)]
    [InlineData("total_price = 10.01", LineAddsUp)]
    [InlineData("quantity = 3", LineAddsUp)]
    [InlineData("unit_price = 5.01", LineAddsUp)]
    [InlineData("unit_price = 0, total_price = -0.01", LineAddsUp)]
    [InlineData("total_price = 'NaN'", LineAddsUp)]
    [InlineData("quantity = 0.333, unit_price = 2.99, total_price = 0.98", LineAddsUp)]
    [InlineData("quantity = 0.333, unit_price = 2.99, total_price = 1.01", LineAddsUp)]
    [InlineData("line_key = ''", "order_lines_line_key_check")]
    [InlineData("data = '[]'", "order_lines_data_check")]
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

    [Theory]
    [InlineData("orders", "adjustments = 2.50, total = 12.50")]
    [InlineData("orders", "tax = 1.60, adjustments = -1.60")]
    [InlineData("orders", "adjustments = -10.01, total = 0")]
    [InlineData("order_lines", "quantity = 0.333, unit_price = 2.99, total_price = 1.00")]
    [InlineData("order_lines", "quantity = 0.333, unit_price = 2.99, total_price = 0.99")]
    [InlineData("order_lines", "quantity = 1.5, unit_price = 333, total_price = 500")]
    [InlineData("order_lines", "line_key = '7:42#k3Jd', data = '{}'")]
    public async Task Fractions_adjustments_and_data_of_lines_have_room(string table, string assignment)
    {
        var draft = await PlaceAsync();

        await postgres.ExecuteAsync($"UPDATE {postgres.Schema}.{table} SET {assignment} WHERE {(table == "orders" ? "id" : "order_id")} = '{draft.Id}'");
    }

    [Fact]
    public async Task A_line_has_its_number_and_an_order()
    {
        var draft = await PlaceAsync();
        const string Columns = "content_type_id, object_id, quantity, unit_price, total_price";

        await AssertRefusedAsync(
            $"INSERT INTO {postgres.Schema}.order_lines (order_id, line_no, {Columns}) SELECT order_id, 1, {Columns} FROM {postgres.Schema}.order_lines WHERE order_id = '{draft.Id}'",
            "order_lines_pkey",
            PostgresErrorCodes.UniqueViolation);
        await AssertRefusedAsync(
            $"INSERT INTO {postgres.Schema}.order_lines (order_id, line_no, {Columns}) SELECT gen_random_uuid(), 1, {Columns} FROM {postgres.Schema}.order_lines WHERE order_id = '{draft.Id}'",
            "order_lines_order_id_fkey",
            PostgresErrorCodes.ForeignKeyViolation);
    }

    [Fact]
    public async Task An_order_may_use_several_codes_each_once_and_gives_all_back()
    {
        var draft = await PlaceAsync();
        Discount[] discounts = [.. Enumerable.Range(0, 2).Select(_ => new Discount { Code = DiscountCode.Parse(Guid.NewGuid().ToString("N")), Value = 1 })];
        foreach (var discount in discounts)
        {
            await postgres.Discounts.CreateAsync(discount, Token);
            await postgres.ExecuteAsync(UseOf(discount));
        }

        await AssertRefusedAsync(UseOf(discounts[0]), "discount_redemptions_pkey", PostgresErrorCodes.UniqueViolation);
        Assert.NotNull(await postgres.Store.ReturnDiscountAsync(draft.Id, Token));
        Assert.Null(await postgres.Store.ReturnDiscountAsync(draft.Id, Token));
        foreach (var discount in discounts)
        {
            Assert.Equal(0, (await postgres.Discounts.FindAsync(discount.Code, Token))!.CurrentUses);
        }

        string UseOf(Discount discount) => $"""
            INSERT INTO {postgres.Schema}.discount_redemptions (discount_id, order_id, amount, is_counted)
            SELECT id, '{draft.Id}', 1, false FROM {postgres.Schema}.discounts WHERE key = '{discount.Code.Key}'
            """;
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
