using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cart.Persistence.Tests;

public sealed class PostgresOptionsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Cart")]
    [InlineData("1cart")]
    [InlineData("my-cart")]
    [InlineData("cart\n")]
    [InlineData("cart\"; DROP SCHEMA public; --")]
    [InlineData("a23456789_123456789_123456789_123456789_123456789_123456789_1234")]
    public async Task A_schema_with_an_odd_name_stops_the_start_of_the_host(string schema)
    {
        using var host = HostWith("Host=localhost", schema);

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(
            $"Cart:Postgres:{nameof(PostgresOptions.Schema)} is '{schema}'; it must match ^[a-z_][a-z0-9_]{{0,62}}$.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cart")]
    [InlineData("_")]
    [InlineData("shop_2")]
    [InlineData("a23456789_123456789_123456789_123456789_123456789_123456789_123")]
    public void A_schema_with_a_plain_name_is_accepted(string schema)
    {
        using var host = HostWith("Host=localhost", schema);

        host.Services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Password=secret")]
    [InlineData("Host=localhost;Password=secret;No Such Word=1")]
    public async Task A_connection_string_that_cannot_work_is_refused_without_repeating_it(string connectionString)
    {
        using var host = HostWith(connectionString, "cart");

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(nameof(PostgresOptions.ConnectionString), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    private static IHost HostWith(string connectionString, string schema)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCartCore().UsePostgres(connectionString, options => options.Schema = schema);
        return builder.Build();
    }
}
