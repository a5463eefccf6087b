namespace Cart.LoadTest;

/// <summary>The servers of a load test, as <c>eng/servers.sh</c> names them.</summary>
internal static class Servers
{
    public static string? Missing => Redis is null || Postgres is null
        ? "Set CART_TEST_REDIS and CART_TEST_POSTGRES, or start this with eng/servers.sh, which does so."
        : null;

    public static string? Redis => Environment.GetEnvironmentVariable("CART_TEST_REDIS");

    public static string? Postgres => Environment.GetEnvironmentVariable("CART_TEST_POSTGRES");
}
