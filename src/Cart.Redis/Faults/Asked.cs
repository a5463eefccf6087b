namespace Cart.Redis;

/// <summary>What Redis is asked for, as messages name it, and whether it can have taken effect.</summary>
/// <param name="What">What is asked for, in a few words. It names no key and no argument.</param>
/// <param name="IsRead">Whether it changes nothing, so that its outcome is never unknown.</param>
internal readonly record struct Asked(string What, bool IsRead)
{
    public static Asked Read(string what) => new(what, IsRead: true);

    public static Asked Change(string what) => new(what, IsRead: false);
}
