using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ParallelCmdlets.Tests.Seeded.Forbidden;

namespace ParallelCmdlets.Tests.Seeded
{
    /// <summary>Uses what it must not, in all the ways there are: the test of the walls has to find each.</summary>
    [UsedAsAttribute]
    internal sealed class Breach : UsedAsBase, IUsedAsInterface
    {
        private readonly UsedInField? _field;

        public Breach(object? field) => _field = field as UsedInField;

        public object? Field => _field;

        public static void Signature(UsedInSignature value) => _ = value;

        public static void Constraint<T>(T value)
            where T : UsedAsConstraint => _ = value;

        public static bool Body(object value) => value is UsedInBody;

        public static Func<object> Lambda(int value) => () => value > 0 ? new UsedInLambda() : "none";

        public static IEnumerable<object> Iterator()
        {
            yield return new UsedInIterator();
        }

        public static async Task<object> Async()
        {
            await Task.Yield();
            return new UsedInAsyncMethod();
        }

        public static object TypeArgument() => new List<UsedAsTypeArgument[]>();

        public static string TypeOf() => typeof(UsedByTypeof).Name;

        public static bool Catch(Action action)
        {
            try
            {
                action();
                return true;
            }
            catch (UsedInCatchException)
            {
                return false;
            }
        }

        public static object NestedType() => new UsedAsNestedType.Nested();
    }
}

namespace ParallelCmdlets.Tests.Seeded.Forbidden
{
    internal interface IUsedAsInterface;

    internal abstract class UsedAsBase;

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class UsedAsAttributeAttribute : Attribute;

    internal sealed class UsedInField;

    internal sealed class UsedInSignature;

    internal abstract class UsedAsConstraint;

    internal sealed class UsedInBody;

    internal sealed class UsedInLambda;

    internal sealed class UsedInIterator;

    internal sealed class UsedInAsyncMethod;

    internal sealed class UsedAsTypeArgument;

    internal sealed class UsedByTypeof;

    internal sealed class UsedInCatchException : Exception;

    internal static class UsedAsNestedType
    {
        internal sealed class Nested;
    }
}
